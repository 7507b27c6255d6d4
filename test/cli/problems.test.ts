import assert from 'node:assert/strict';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { printProblems } from '../../cli/report/problems';
import { countProblems, problemObject } from '../../experiment/problemText';
import { recordingTerminal } from './support';

const text = `{
  "version": 1, "name": "a",
\t"data": { "source": "synthetic" }, "model": { "type": "smallCnn" },
\t"training": { "epoch": 3, "epochs": 3 }
}`;

describe('printed problems', () => {
  const { problems, lines } = parseExperiment(text);

  it('name file, line and column and point at the place', () => {
    const terminal = recordingTerminal();
    printProblems(path.resolve('a.ferexp.json'), problems, lines, terminal);
    assert.equal(terminal.said.length, 3);
    assert.match(
      terminal.said[0]!,
      /^a\.ferexp\.json:4:16 error Unknown setting "epoch" in training\. .*\[schema\/unknown-key\]$/,
    );
    const [source, caret] = [terminal.said[1]!, terminal.said[2]!];
    assert.equal(source, '  4 |   "training": { "epoch": 3, "epochs": 3 }');
    assert.equal(caret.trimEnd().length - caret.indexOf('^'), '"epoch"'.length);
    assert.equal(source.slice(caret.indexOf('^')).startsWith('"epoch"'), true);
    assert.deepEqual(terminal.results, []);
  });

  it('show of a long line what is around the place, and point at it', () => {
    const pad = `"description": "${'x'.repeat(500)}", `;
    const start = '{ "version": 1, "name": "a", ';
    const rest =
      '"data": { "source": "synthetic" }, "model": { "type": "smallCnn" }, "training": { "epoch": 3, "epochs": 3 }';
    for (const long of [start + pad + rest + ' }', start + rest + `, ${pad.slice(0, -2)} }`]) {
      const parsed = parseExperiment(long);
      const terminal = recordingTerminal();
      printProblems(path.resolve('a.ferexp.json'), parsed.problems, parsed.lines, terminal);
      const [, source, caret] = terminal.said;
      assert.ok(source!.length <= '  1 | '.length + 82, source);
      assert.match(source!, /…/);
      assert.equal(caret!.trimEnd().length - caret!.indexOf('^'), '"epoch"'.length);
      assert.ok(source!.slice(caret!.indexOf('^')).startsWith('"epoch"'), `${source}\n${caret}`);
    }
    const all = `{ ${'"a": 1, '.repeat(3)}"${'y'.repeat(3000)}": 1 }`;
    const parsed = parseExperiment(all);
    const terminal = recordingTerminal();
    printProblems(path.resolve('a.ferexp.json'), parsed.problems, parsed.lines, terminal);
    for (const line of terminal.said.filter((each) => each.startsWith('  '))) assert.ok(line.length <= 90, line);
  });

  it('are counted', () => {
    const warning = { ...problems[0]!, severity: 'warning' as const };
    assert.equal(countProblems([problems[0]!, problems[0]!, warning]), '2 errors, 1 warning');
    assert.equal(countProblems([]), '');
  });

  it('are objects for machines, with lines and columns from 1', () => {
    const { line, column, endColumn, path: at, suggestion, code } = problemObject(problems[0]!);
    assert.deepEqual(
      [line, column, endColumn, at, suggestion, code],
      [4, 16, 23, 'training.epoch', 'epochs', 'schema/unknown-key'],
    );
  });
});
