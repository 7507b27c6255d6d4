import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import type { CatalogEntry } from '../../../extension/runs/experimentCatalog';
import { directoriesOf, experimentOf, fileOf, variantsOf } from '../../../extension/commands/targets';
import { buildTree, rowText, runTooltip } from '../../../extension/views/treeModel';
import manifest from '../../../package.json';
import { experimentsOf } from '../../../results/experiments';
import type { FakeRun } from '../../fixtures/runs';
import { recordsOf } from '../runs/records';

interface Manifest {
  readonly contributes: {
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when: string; readonly group: string }[]>
    >;
  };
}

async function tree(...runs: readonly FakeRun[]) {
  const records = await recordsOf(...runs);
  const runsRoot = path.resolve(records[0]?.directory ?? '/none/runs/x/y', '../..');
  const entry: CatalogEntry = { file: '/w/a.ferexp.json', name: 'a', variants: ['base', 'flip'], errors: 0, runsRoot };
  return buildTree([entry], experimentsOf(records, [entry]));
}

describe('the tree of experiments', () => {
  it('lists the variants of the file in its order, then those that only runs know', async () => {
    const [a] = await tree({ experiment: 'a', variant: 'gone' }, { experiment: 'a', variant: 'flip' });
    assert.deepEqual(
      a?.variants.map(({ variant, file, runs }) => [variant, file, runs.length]),
      [
        ['base', '/w/a.ferexp.json', 0],
        ['flip', '/w/a.ferexp.json', 1],
        ['gone', undefined, 1],
      ],
    );
  });

  it('lists runs newest first', async () => {
    const [a] = await tree(
      { experiment: 'a', repeat: 0 },
      { experiment: 'a', repeat: 2 },
      { experiment: 'a', repeat: 1 },
    );
    assert.deepEqual(
      a?.variants[0]?.runs.map(({ record }) => record.header.repeat),
      [2, 1, 0],
    );
  });

  it('shows the star and the first words of the note of a run, which decide its menus', async () => {
    const [a] = await tree(
      { experiment: 'a', repeat: 1, starred: true, note: 'lower rate\nmore', testAccuracy: 0.6 },
      { experiment: 'a', repeat: 0, imported: {}, variant: 'flip', starred: true },
    );
    const run = a!.variants[0]!.runs[0]!;
    const { description, context } = rowText(run);
    assert.match(description, /^★ done 60\.0.%, “lower rate …”$/);
    assert.equal(context, 'run.completed.starred.file');
    const [first, ...lines] = runTooltip(run).split('\n');
    assert.match(first!, /^a, base, seed 2: ★ done 60\.0.%$/, 'the note stands below, once and whole');
    assert.ok(lines.join('\n').includes('lower rate\nmore'));
    const imported = rowText(a!.variants[1]!.runs[0]!);
    assert.match(imported.description, /^★ imported, done/);
    assert.equal(imported.context, 'run.imported.starred.file');
    const menus = (manifest as unknown as Manifest).contributes.menus['view/item/context']!;
    const offered = (viewItem: string): string[] =>
      menus
        .filter(({ command, group }) => /star$/.test(command) && group.startsWith('inline'))
        .filter(({ when }) => new RegExp(/viewItem =~ \/(.*)\/$/.exec(when)![1]!).test(viewItem))
        .map(({ command }) => command);
    assert.deepEqual(offered(context), ['ferexp.unstar']);
    assert.deepEqual(offered('run.completed.file'), ['ferexp.star']);
    assert.deepEqual(offered('variant.file'), []);
  });

  it('takes all selected rows where VS Code passes several', async () => {
    const [a] = await tree(
      { experiment: 'a', repeat: 0 },
      { experiment: 'a', repeat: 1 },
      { experiment: 'a', variant: 'flip' },
    );
    const [base, flip] = a!.variants;
    const all = base!.runs.map(({ directory }) => directory);
    assert.deepEqual(directoriesOf(base!.runs[0], base!.runs), all);
    assert.deepEqual(directoriesOf(base!.runs[0], undefined), [all[0]]);
    assert.deepEqual(directoriesOf(flip, [base!, base!.runs[0]!, flip!]), [...all, flip!.runs[0]!.directory]);
    assert.deepEqual(directoriesOf('/run', { confirmed: 'trash' }), ['/run']);
  });

  it('keeps runs whose file is gone', async () => {
    const experiments = await tree({ experiment: 'old' });
    assert.deepEqual(
      experiments.map(({ name, file }) => [name, file]),
      [
        ['a', '/w/a.ferexp.json'],
        ['old', undefined],
      ],
    );
    assert.deepEqual(rowText(experiments[1]!).description, '1 run, its file is gone');
  });

  it('counts an experiment’s runs as its variants do, each seed once', async () => {
    const again = ['2026-01-01', '2026-01-02'].map((day) => ({ startedAt: `${day}T10:00:00.000Z` }));
    const runs = again.flatMap((when) => [
      { experiment: 'a', ...when },
      { experiment: 'a', variant: 'flip', ...when },
    ]);
    const [twice] = await tree(...runs);
    assert.equal(rowText(twice!).description, '2 runs, 2 more with the same seeds');
    const [once] = await tree(...runs.slice(0, 2));
    assert.equal(rowText(once!).description, '2 runs');
  });

  it('says where an experiment is where several have its name, and gives each its own runs', async () => {
    const [record] = await recordsOf({ experiment: 'a' });
    const runsRoot = path.resolve(record!.directory, '../..');
    const entry = { name: 'a', variants: ['base'], errors: 0 };
    const entries: CatalogEntry[] = [
      { ...entry, file: '/w/one/a.ferexp.json', runsRoot: '/w/one/.ferexp/runs' },
      { ...entry, file: '/w/two/a.ferexp.json', runsRoot },
    ];
    const rows = buildTree(entries, experimentsOf([record!], entries));
    assert.deepEqual(rows.map((row) => rowText(row).description).sort(), ['one, not run yet', 'two, 1 run']);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
  });

  it('gives each state a word, an icon and the context that its actions go by', async () => {
    const states = ['queued', 'running', 'completed', 'cancelled', 'interrupted', 'failed'] as const;
    const [a] = await tree(...states.map((state, repeat) => ({ experiment: 'a', state, repeat, testAccuracy: 0.6 })));
    const rows = a!.variants[0]!.runs.map((run) => rowText(run)).reverse();
    assert.deepEqual(
      rows.map(({ description }) => description.replace(/\d+\/\d+/, 'n/n')),
      ['queued', 'running n/n', 'done 60.0 %', 'stopped', 'interrupted', 'failed'],
    );
    assert.equal(new Set(rows.map(({ icon }) => icon)).size, states.length);
    assert.deepEqual(
      rows.slice(0, 3).map(({ context }) => context),
      ['run.queued.file.active', 'run.running.file.active', 'run.completed.file'],
    );
    assert.match(rows[3]!.context, /^run\.cancelled\.file(\.resumable)?$/);
    assert.equal(rowText(a!).context, 'experiment.file.active');
    assert.equal(rowText(a!).description, '2 running or queued');
  });

  it('shows a variant’s result once nothing of it runs', async () => {
    const [a] = await tree({ experiment: 'a' });
    assert.equal(rowText(a!.variants[0]!, '84.1 %, 1 run').description, '84.1 %, 1 run');
    assert.equal(rowText(a!.variants[1]!).description, 'not run yet');
  });
});

describe('what a command is called on', () => {
  it('is understood from every place', async () => {
    const [a] = await tree({ experiment: 'a', variant: 'flip' });
    const flip = a!.variants[1]!;
    assert.equal(fileOf({ fsPath: '/w/a.ferexp.json' }), '/w/a.ferexp.json');
    assert.equal(fileOf({ file: '/f', variant: 'v' }), '/f');
    assert.equal(fileOf(a), '/w/a.ferexp.json');
    assert.deepEqual(variantsOf({ file: '/f', variant: 'v' }), ['v']);
    assert.deepEqual(variantsOf(flip), ['flip']);
    assert.equal(variantsOf(a), undefined);
    assert.deepEqual(directoriesOf(a), directoriesOf(flip));
    assert.deepEqual(directoriesOf('/run'), ['/run']);
    assert.equal(directoriesOf({ file: '/f' }), undefined);
    assert.equal(experimentOf(flip), a?.id);
    assert.equal(experimentOf(a), a?.id);
  });
});
