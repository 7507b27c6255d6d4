import '../vscodeStub';
import assert from 'node:assert/strict';
import { parseExperiment } from '../../../experiment/parse';
import { classNamesOf, completionPlace, relativePath } from '../../../extension/language/completions';
import { settingItems } from '../../../extension/language/settings/paths';
import { pathLinks } from '../../../extension/language/links';
import { allProblems } from '../../../extension/documents/problems';
import { fixesAt } from '../../../extension/language/quickFixes';

/** The text without its `|`, and the offset of it. */
function at(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

function place(marked: string) {
  const { text, offset } = at(marked);
  const found = completionPlace(text, offset);
  return found && { kind: found.kind, token: text.slice(found.offset, found.offset + found.length) };
}

describe('completions', () => {
  it('offer data where a source is written, and replace the whole string', () => {
    assert.deepEqual(place('{ "data": { "source": "da|ta" } }'), { kind: 'data', token: '"data"' });
    assert.deepEqual(place('{ "data": { "source": | } }'), { kind: 'data', token: '' });
    assert.deepEqual(place('{ "variants": { "a": { "data": { "source": "|" } } } }'), { kind: 'data', token: '""' });
    assert.deepEqual(place('{ "dataSets": { "ck+": { "source": "|" } } }'), { kind: 'data', token: '""' });
  });

  it('offer votes, and classes as names of weights', () => {
    assert.deepEqual(place('{ "data": { "labels": { "votes": "|" } } }'), { kind: 'votes', token: '""' });
    assert.deepEqual(place('{ "training": { "classWeights": { "|" } } }')?.kind, 'className');
    assert.deepEqual(place('{ "training": { "classWeights": { "dis|": 2 } } }'), { kind: 'className', token: '"dis"' });
  });

  it('offer lists of faces to leave out', () => {
    assert.deepEqual(place('{ "data": { "exclude": "|" } }'), { kind: 'exclude', token: '""' });
  });

  it('offer settings by their path as keys of a matrix and of a search', () => {
    assert.deepEqual(place('{ "matrix": { "|" } }'), { kind: 'settingPath', token: '""' });
    assert.deepEqual(place('{ "matrix": { | } }'), { kind: 'settingPath', token: '' });
    assert.deepEqual(place('{ "matrix": { "model.t|": [1] } }'), { kind: 'settingPath', token: '"model.t"' });
    const inSearch = '{ "variants": { "a": { "search": { "over": { "tr|" } } } } }';
    assert.deepEqual(place(inSearch), { kind: 'settingPath', token: '"tr"' });
    assert.deepEqual(place('{ "matrix": { "model.type": ["|"] } }'), { kind: 'settingValue', token: '""' });
    assert.equal(place('{ "search": { "folds": | } }'), undefined);
  });

  it('offer each setting once, with a list to fill in, and what it can be', () => {
    const items = (marked: string) => {
      const { text, offset } = at(marked);
      const found = completionPlace(text, offset);
      assert.ok(found?.kind === 'settingPath' || found?.kind === 'settingValue');
      return settingItems(found, text, parseExperiment(text));
    };
    const keys = items('{ "matrix": { "model.type": ["smallCnn"], "|" } }');
    assert.equal(keys.filter(({ label }) => label === 'training.optimizer.learningRate').length, 1);
    assert.equal(
      keys.find(({ label }) => label === 'model.type'),
      undefined,
    );
    const smoothing = keys.find(({ label }) => label === 'techniques.labelSmoothing.epsilon');
    assert.equal(smoothing?.snippet, '"techniques.labelSmoothing.epsilon": [$1]');
    assert.ok(keys.every(({ label }) => !/^(variants|matrix|search|repeats)/.test(label)));
    const [renamed] = items('{ "matrix": { "model.type|": ["smallCnn"] } }').filter(
      ({ label }) => label === 'model.type',
    );
    assert.equal(renamed?.snippet, '"model.type"');
    assert.match(renamed?.detail ?? '', /"customCnn", "smallCnn"/);
    const values = items('{ "matrix": { "data.labels.scheme": [|] } }').map(({ snippet }) => snippet);
    assert.deepEqual(values, ['"fer"', '"fer+"']);
    const sets = items('{ "dataSets": { "ck+": {}, "jaffe": {} }, "matrix": { "data.source": [|] } }');
    assert.deepEqual(
      sets.map(({ snippet }) => snippet),
      ['"ck+"', '"jaffe"'],
    );
    const searched = items('{ "search": { "over": { "|" } } }');
    assert.ok(searched.every(({ label }) => /^(model|training|techniques)/.test(label)));
  });

  it('offer nothing of ours elsewhere', () => {
    assert.equal(place('{ "name": "|" }'), undefined);
    assert.equal(place('{ "data": { "|": 1 } }'), undefined);
    assert.equal(place('{ "training": { "classWeights": { "sad": | } } }'), undefined);
  });

  it('name the classes of the label scheme', () => {
    assert.equal(classNamesOf(parseExperiment('{}')).length, 7);
    assert.equal(classNamesOf(parseExperiment('{ "data": { "labels": { "scheme": "fer+" } } }')).length, 8);
  });

  it('write paths relative to the file', () => {
    assert.equal(relativePath('/a/b/x.ferexp.json', '/a/data/f.csv'), '../data/f.csv');
    assert.equal(relativePath('/a/x.ferexp.json', '/a/data/f.csv'), 'data/f.csv');
  });
});

describe('path links', () => {
  it('lie on the paths of the file and of its variants, without their quotes', () => {
    const text = `{
  "data": { "source": "data/fer2013.csv", "labels": { "scheme": "fer+", "votes": "v.csv" } },
  "variants": { "small": { "data": { "source": "small.csv" } }, "drawn": { "data": { "source": "synthetic" } } }
}`;
    const parsed = parseExperiment(text);
    const found = pathLinks(parsed).map(({ path, range }) => {
      const [start, end] = [parsed.lines.offset(range.start), parsed.lines.offset(range.end)];
      return [path, text.slice(start, end)];
    });
    assert.deepEqual(found, [
      ['data/fer2013.csv', 'data/fer2013.csv'],
      ['v.csv', 'v.csv'],
      ['small.csv', 'small.csv'],
    ]);
  });
});

describe('path links of data sets', () => {
  it('lie on the path of each set, and not on its name', () => {
    const parsed = parseExperiment('{ "dataSets": { "ck+": { "source": "faces/ck" } }, "data": { "source": "ck+" } }');
    assert.deepEqual(
      pathLinks(parsed).map(({ path }) => path),
      ['faces/ck'],
    );
  });
});

describe('problems', () => {
  const text = `{
  "version": 1, "name": "x", "data": { "source": "missing.csv" },
  "model": { "type": "smallCnn" }, "training": { "epochs": 1 }
}`;

  it('are told once each, whoever finds them', () => {
    for (const [fault, code] of [
      [text.replace('"training"', '"trianing"'), 'schema/unknown-key'],
      [text.replace('"epochs": 1', '"epochs": "one"'), 'schema/type'],
      [text.replace('"epochs": 1', '"epochs": -1'), 'schema/range'],
      [text.replace('"epochs": 1', '"epochs": 1, "epochs": 2'), 'schema/repeated-key'],
      [text.replace('"epochs": 1', '"epochs": 1,,'), 'syntax'],
    ] as const) {
      const problems = allProblems(parseExperiment(fault), '/nowhere/x.ferexp.json', undefined);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, 'error']],
      );
    }
  });

  it('say what the schema cannot: data that is not there', () => {
    const problems = allProblems(parseExperiment(text), '/nowhere/x.ferexp.json', '/nowhere');
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['file-missing'],
    );
  });

  it('offer to delete either of a key that is given twice, wherever it stands', () => {
    const epochs = (inside: string) => text.replace('"epochs": 1', inside);
    for (const [given, ends] of [
      ['"epochs": 1, "epochs": 2', ['"epochs": 2', '"epochs": 1']],
      [
        '"epochs": 1,\n  "batchSize": 8, "epochs": 2',
        ['"batchSize": 8, "epochs": 2', '"epochs": 1,\n  "batchSize": 8'],
      ],
      ['"epochs": 1, "epochs": 2, "batchSize": 8', ['"epochs": 2, "batchSize": 8', '"epochs": 1, "batchSize": 8']],
    ] as const) {
      const parsed = parseExperiment(epochs(given));
      const [problem, ...more] = allProblems(parsed, '/nowhere/x.ferexp.json', undefined);
      assert.deepEqual(more, []);
      const fixed = fixesAt([problem!], problem!.range).map(({ fix }) => {
        const { lines } = parsed;
        return (
          lines.text.slice(0, lines.offset(fix.range.start)) +
          fix.newText +
          lines.text.slice(lines.offset(fix.range.end))
        );
      });
      assert.deepEqual(fixed, ends.map(epochs));
      for (const each of fixed) assert.deepEqual(parseExperiment(each).problems, []);
      assert.match(problem!.fixes[0]!.title, /^Delete the earlier one \(line 3\)$/);
      assert.match(problem!.fixes[1]!.title, /^Delete this one \(line [34]\)$/);
    }
  });

  it('offer the mend of a misspelt setting, where the cursor is and not elsewhere', () => {
    const misspelt = parseExperiment(text.replace('"training"', '"trianing"'));
    const problems = allProblems(misspelt, '/nowhere/x.ferexp.json', undefined);
    const character = misspelt.lines.line(2).indexOf('trianing');
    const here = { start: { line: 2, character }, end: { line: 2, character } };
    assert.deepEqual(
      fixesAt(problems, here).map(({ fix }) => fix.newText),
      ['"training"'],
    );
    const elsewhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    assert.deepEqual(fixesAt(problems, elsewhere), []);
  });
});
