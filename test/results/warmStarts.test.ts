import assert from 'node:assert/strict';
import path from 'node:path';
import { originAncestry, teacherAncestry } from '../../experiment/ancestry';
import { ExperimentFiles } from '../../experiment/graph';
import { resolveRuns } from '../../experiment/resolve';
import { withTeacherRun } from '../../experiment/teacher';
import { isChained, warmStarts, type WarmStartNode } from '../../results/warmStarts';
import type { RunRecord } from '../../results/runIndex';
import { example, textOf } from '../experiment/example';
import { fakeResolved } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('graph of warm starts', () => {
  const folder = temporaryFolder();
  const fileOf = (name: string) => path.join(folder.path, `${name}.ferexp.json`);

  function read(contents: Readonly<Record<string, object>>): ExperimentFiles {
    const texts = new Map(
      Object.entries(contents).map(([name, content]) => [fileOf(name), textOf({ ...example(), name, ...content })]),
    );
    return new ExperimentFiles((file) => texts.get(file));
  }

  function graph(
    contents: Readonly<Record<string, object>>,
    names: readonly string[],
    records: readonly RunRecord[] = [],
  ) {
    const files = read(contents);
    const given = names.map((name) => ({ file: fileOf(name), experiment: files.get(fileOf(name))!.file! }));
    return warmStarts(given, files, records);
  }

  /** `label: status` with its children in brackets. */
  const text = (nodes: readonly WarmStartNode[]): string =>
    nodes.map(({ label, children }) => (children.length > 0 ? `${label} [${text(children)}]` : label)).join(', ');

  /** A completed run of a variant of these files. */
  function record(contents: Readonly<Record<string, object>>, name: string): RunRecord {
    const files = read(contents);
    const [base] = resolveRuns(files.get(fileOf(name))!.file!, { path: fileOf(name), variants: ['base'] });
    const ancestry = originAncestry(base!, files);
    const initFrom = base!.initFrom && {
      ...base!.initFrom,
      ...(ancestry !== undefined && { ancestry, run: '/somewhere' }),
    };
    const started = { ...base!, ...(initFrom && { initFrom }) };
    const resolved = withTeacherRun(started, { ancestry: teacherAncestry(base!, files), run: '/somewhere' });
    const directory = path.join(folder.path, '.ferexp', 'runs', name, '20260101-100000-base-1-0000');
    const test = { accuracy: 0.571 };
    return {
      ...{ directory, createdAt: 0, resolved },
      header: { ...fakeResolved(), state: 'completed', runId: path.basename(directory) },
      summary: { splits: { test }, dataFingerprint: 'f' },
    } as unknown as RunRecord;
  }

  const chain = {
    custom: {},
    flip: { initFrom: { experiment: 'custom.ferexp.json' }, variants: { late: { initFrom: { variant: 'base' } } } },
    smooth: { initFrom: { experiment: 'flip.ferexp.json', variant: 'late' } },
  };

  it('shows what is asked for below what it starts from, once', () => {
    assert.equal(text(graph(chain, ['smooth'])), 'custom / base [flip / base [flip / late [smooth / base]]]');
    assert.equal(text(graph(chain, ['smooth', 'flip', 'custom'])), text(graph(chain, ['smooth'])));
    assert.equal(
      text(graph({ ...chain, other: {} }, ['other', 'flip'])),
      'other / base, custom / base [flip / base [flip / late]]',
    );
  });

  it('says what learns from what', () => {
    const distillation = { from: { experiment: 'custom.ferexp.json' } };
    const small = { techniques: { distillation } };
    const [taught] = graph({ ...chain, small }, ['small']);
    assert.deepEqual([taught!.label, taught!.teacher], ['small / base', 'custom.ferexp.json (base)']);
    assert.ok(isChained(taught!));
    const [lost] = graph({ small }, ['small']);
    assert.match(lost!.problem!, /"custom\.ferexp\.json" does not exist/);
  });

  it('says of a run that the settings of a teacher’s teacher were others', () => {
    const learnsFrom = (name: string) => ({
      techniques: { distillation: { from: { experiment: `${name}.ferexp.json` } } },
    });
    const three = { large: {}, middle: learnsFrom('large'), small: learnsFrom('middle') };
    const late = { ...three, later: { initFrom: { experiment: 'small.ferexp.json' } } };
    const records = [record(late, 'small'), record(late, 'later')];
    const statuses = (contents: Readonly<Record<string, object>>) => {
      const [small] = graph(contents, ['later'], records);
      return [small!.status, small!.children[0]!.status];
    };
    assert.deepEqual(statuses(late), ['57.1 %, 1 run', '57.1 %, 1 run']);
    const otherwise = 'not run with these settings yet';
    assert.deepEqual(statuses({ ...late, large: { seed: 2 } }), [otherwise, otherwise]);
    assert.deepEqual(statuses({ ...late, large: { description: 'x' } }), ['57.1 %, 1 run', '57.1 %, 1 run']);
  });

  it('begins with runs and models on disk', () => {
    const contents = {
      a: { initFrom: { run: 'runs/r1' }, variants: { x: { initFrom: { model: 'nets/m/model.json' } } } },
    };
    assert.equal(text(graph(contents, ['a'])), 'run r1 [a / base], model m [a / x]');
  });

  it('shows cycles and what is missing as problems, and ends', () => {
    const cycle = { a: { initFrom: { variant: 'x' }, variants: { x: { initFrom: { variant: 'base' } } } } };
    const nodes = graph(cycle, ['a']);
    assert.equal(text(nodes), 'a / base, a / x');
    assert.ok(nodes.every(({ problem }) => problem?.includes('→')));
    const [missing] = graph({ a: { initFrom: { experiment: 'b.ferexp.json' } } }, ['a']);
    assert.match(missing!.problem!, /does not exist/);
  });

  it('says where each stands as the files are now', () => {
    const records = [record(chain, 'flip'), record(chain, 'custom')];
    const statuses = (contents: Readonly<Record<string, object>>) => {
      const [custom] = graph(contents, ['smooth'], records);
      return [custom!.status, custom!.children[0]!.status, custom!.children[0]!.children[0]!.status];
    };
    assert.deepEqual(statuses(chain), ['57.1 %, 1 run', '57.1 %, 1 run', 'not run yet']);
    // What starts from a changed experiment is not what ran either.
    const changed = { ...chain, custom: { training: { epochs: 3 } } };
    assert.deepEqual(statuses(changed), [
      'not run with these settings yet',
      'not run with these settings yet',
      'not run yet',
    ]);
  });
});
