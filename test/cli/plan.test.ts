import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment, ResolvedFromExperiment } from '../../experiment/types';
import { activeRunOf } from '../../results/queue';
import { RunIndex } from '../../results/runIndex';
import { DoneRuns } from '../../cli/plan/done';
import { createPlanned, neededSentence, planRuns, type PlanOptions, type RunPlan } from '../../cli/plan/plan';
import type { QueuedRun } from '../../cli/report/reporter';
import { runsRootIn } from '../../experiment/project';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { example, textOf } from '../experiment/example';
import { temporaryFolder } from '../storage/temporaryFolder';

const folder = temporaryFolder();

/** Writes `<name>.ferexp.json`. */
function write(name: string, content: object = {}): void {
  const text = textOf({ ...example(), name, ...content });
  assert.deepEqual(parseExperiment(text).problems, []);
  writeFileSync(path.join(folder.path, `${name}.ferexp.json`), text);
}

async function runsOf(name: string, set?: Record<string, unknown>): Promise<ResolvedExperiment[]> {
  const file = path.join(folder.path, `${name}.ferexp.json`);
  return resolveRuns(parseExperiment(await readFile(file, 'utf8')).file!, { path: file, ...(set && { set }) });
}

async function plan(names: readonly string[], options: Partial<PlanOptions> = {}): Promise<RunPlan> {
  const index = new RunIndex(runsRootIn(folder.path));
  await index.refresh();
  const runs = new DoneRuns(index.runs(), () => Promise.resolve('data'));
  const wanted = (await Promise.all(names.map((name) => runsOf(name, options.set)))).flat();
  return planRuns(wanted, {
    findDone: (resolved) => runs.find(resolved),
    findActive: (resolved) => Promise.resolve(activeRunOf(resolved, index.runs())),
    ...{ hasModel: () => true, skipDone: false, ...options },
  });
}

const titles = ({ runs }: RunPlan) =>
  runs.map(
    ({ resolved: { name, variant, repeat }, needed }) => `${name} ${variant} ${repeat}${needed ? ' (needed)' : ''}`,
  );

const originOf = ({ resolved }: QueuedRun) => (resolved.initFrom as ResolvedFromExperiment | undefined)?.run;

/** As if they had been trained. */
function complete(runs: readonly QueuedRun[]): void {
  for (const { directory, resolved } of runs) {
    const summary = {
      ...{ version: 1, runId: path.basename(directory), experiment: resolved.name, variant: resolved.variant },
      ...{
        repeat: resolved.repeat,
        seed: resolved.seed,
        status: 'completed',
        startedAt: '2026-01-01T10:00:00.000Z',
        endedAt: '2026-01-01T10:05:00.000Z',
      },
      ...{ trainingSeconds: 1, epochsRun: 1, splits: {}, dataFingerprint: 'data' },
    };
    writeFileSync(path.join(directory, runFiles.summary), JSON.stringify(summary));
    rmSync(path.join(directory, runFiles.queued));
  }
}

const from = (name: string, variant?: string) => ({
  initFrom: { experiment: `${name}.ferexp.json`, ...(variant !== undefined && { variant }) },
});

function chain(): void {
  write('custom', { repeats: 2 });
  write('flip', { ...from('custom'), repeats: 2 });
  write('smooth', { ...from('flip'), repeats: 2 });
}

describe('planRuns', () => {
  it('adds what is missing first, once, each repeat with its pair', async () => {
    chain();
    const planned = await plan(['smooth']);
    assert.deepEqual(titles(planned), [
      ...['custom base 0 (needed)', 'flip base 0 (needed)', 'smooth base 0'],
      ...['custom base 1 (needed)', 'flip base 1 (needed)', 'smooth base 1'],
    ]);
    assert.equal(neededSentence(planned), '4 runs are needed first: custom (base), flip (base).');
    const queue = await createPlanned(planned.runs);
    const parents = [undefined, 0, 1, undefined, 3, 4];
    const directories = parents.map((index) => (index === undefined ? undefined : queue[index]!.directory));
    assert.deepEqual(queue.map(originOf), directories);
    assert.deepEqual(
      queue.map(({ needs }) => needs?.join()),
      directories,
    );
    const stored = JSON.parse(
      await readFile(path.join(queue[1]!.directory, runFiles.experiment), 'utf8'),
    ) as ResolvedExperiment;
    assert.deepEqual(stored, queue[1]!.resolved);
  });

  it('adds nothing that runs or waits already, and lets what starts from it wait for it', async () => {
    chain();
    const first = await createPlanned((await plan(['custom'])).runs);
    const again = await plan(['custom'], { skipDone: true });
    assert.deepEqual([again.runs, again.queued.length], [[], 2]);
    const child = await plan(['flip'], { skipDone: true });
    assert.deepEqual(titles(child), ['flip base 0', 'flip base 1']);
    const queue = await createPlanned(child.runs);
    assert.deepEqual(
      queue.map(({ needs }) => needs),
      first.map(({ directory }) => [directory]),
    );
    assert.deepEqual(
      queue.map(originOf),
      first.map(({ directory }) => directory),
    );
    assert.equal((await plan(['custom'])).runs.length, 2, 'asked for anew');
    write('custom', { repeats: 2, training: { epochs: 77 } });
    assert.equal((await plan(['custom'], { skipDone: true })).queued.length, 0, 'with other settings');
  });

  describe('of runs that learn from others', () => {
    const learning = (name: string, others: object = {}) => ({
      techniques: { distillation: { from: { experiment: `${name}.ferexp.json` } } },
      ...others,
    });
    const teacherOf = ({ resolved }: QueuedRun) =>
      (resolved.techniques.distillation?.from as ResolvedFromExperiment | undefined)?.run;

    it('adds their teachers first, once, each repeat with its pair, and waits for both', async () => {
      write('large', { repeats: 2 });
      write('custom');
      write('small', learning('large', { ...from('custom'), repeats: 2 }));
      const planned = await plan(['small']);
      assert.deepEqual(titles(planned), [
        ...['custom base 0 (needed)', 'large base 0 (needed)', 'small base 0'],
        ...['large base 1 (needed)', 'small base 1'],
      ]);
      const queue = await createPlanned(planned.runs);
      const at = (index: number) => queue[index]!.directory;
      assert.deepEqual(queue.map(teacherOf), [undefined, undefined, at(1), undefined, at(3)]);
      assert.deepEqual(queue.map(originOf), [undefined, undefined, at(0), undefined, at(0)]);
      assert.deepEqual(
        queue.map(({ needs = [] }) => needs),
        [[], [], [at(0), at(1)], [], [at(0), at(3)]],
      );
    });

    it('takes completed teachers of the same settings, and no others', async () => {
      write('large');
      write('small', learning('large'));
      const earlier = await createPlanned((await plan(['small'])).runs);
      complete(earlier);
      const again = await plan(['small']);
      assert.deepEqual(titles(again), ['small base 0']);
      const later = await createPlanned(again.runs);
      assert.deepEqual(later.map(teacherOf), [earlier[0]!.directory]);
      complete(later);
      const skipped = await plan(['small'], { skipDone: true });
      assert.deepEqual([skipped.runs.length, skipped.done.length], [0, 1]);
      write('large', { training: { epochs: 77 } });
      assert.deepEqual(titles(await plan(['small'], { skipDone: true })), ['large base 0 (needed)', 'small base 0']);
    });

    it('refuses circles, whichever of them is asked for', async () => {
      write('large', from('small'));
      write('small', learning('large'));
      for (const name of ['large', 'small'])
        await assert.rejects(
          plan([name]),
          (error) => error instanceof UserError && /each needs the next: /.test(error.message),
          name,
        );
    });
  });

  it('takes the first repeat of what has fewer', async () => {
    write('custom');
    write('flip', { ...from('custom'), repeats: 2 });
    const planned = await plan(['flip']);
    assert.deepEqual(titles(planned), ['custom base 0 (needed)', 'flip base 0', 'flip base 1']);
    assert.deepEqual(
      planned.runs.map(({ parent }) => parent?.resolved.name),
      [undefined, 'custom', 'custom'],
    );
  });

  it('puts first what is wanted itself, whatever the order', async () => {
    write('custom', { initFrom: { variant: 'late' }, variants: { late: { initFrom: null } } });
    write('flip', from('custom'));
    assert.deepEqual(titles(await plan(['flip', 'custom'])), ['custom late 0', 'custom base 0', 'flip base 0']);
  });

  it('takes completed runs of the same settings, and no others', async () => {
    chain();
    const earlier = await createPlanned((await plan(['flip'])).runs);
    complete(earlier);
    const planned = await plan(['smooth']);
    assert.deepEqual(titles(planned), ['smooth base 0', 'smooth base 1']);
    assert.equal(neededSentence(planned), undefined);
    const queue = await createPlanned(planned.runs);
    assert.deepEqual(queue.map(originOf), [earlier[1]!.directory, earlier[3]!.directory]);
    assert.deepEqual(
      queue.map(({ needs }) => needs),
      [undefined, undefined],
    );

    write('custom', { repeats: 2, training: { epochs: 3 } });
    const changed = ['custom base 0 (needed)', 'flip base 0 (needed)', 'smooth base 0'];
    assert.deepEqual(titles(await plan(['smooth'])).slice(0, 3), changed);
  });

  it('trains anew what is started from and has lost its model', async () => {
    chain();
    const earlier = await createPlanned((await plan(['flip'])).runs);
    complete(earlier);
    const lost = earlier[2]!.directory;
    const planned = await plan(['custom', 'flip', 'smooth'], {
      skipDone: true,
      hasModel: ({ directory }) => directory !== earlier[1]!.directory && directory !== lost,
    });
    assert.deepEqual(titles(planned), ['flip base 0 (needed)', 'smooth base 0', 'smooth base 1']);
    assert.equal(planned.done.length, 4, 'its results count all the same');
    const queue = await createPlanned(planned.runs);
    assert.equal(originOf(queue[1]!), queue[0]!.directory);
    assert.equal(originOf(queue[2]!), earlier[3]!.directory);
  });

  it('still knows what a completed run came from when that was deleted', async () => {
    chain();
    const earlier = await createPlanned((await plan(['flip'])).runs);
    complete(earlier);
    for (const index of [0, 2]) rmSync(earlier[index]!.directory, { recursive: true });
    assert.deepEqual(titles(await plan(['smooth'])), ['smooth base 0', 'smooth base 1']);
  });

  it('starts from the run of this command rather than from an earlier one', async () => {
    chain();
    complete(await createPlanned((await plan(['smooth'])).runs));
    const planned = await plan(['custom', 'smooth']);
    assert.deepEqual(
      titles(planned).filter((title) => title.endsWith('0') || title.includes('0 (')),
      [...['custom base 0', 'flip base 0 (needed)', 'smooth base 0']],
    );
  });

  it('leaves out what is done where that is asked for', async () => {
    chain();
    complete(await createPlanned((await plan(['flip'])).runs));
    const planned = await plan(['custom', 'flip', 'smooth'], { skipDone: true });
    assert.deepEqual(titles(planned), ['smooth base 0', 'smooth base 1']);
    assert.deepEqual(
      planned.done.map(({ header }) => `${header.experiment} ${header.repeat}`),
      ['custom 0', 'custom 1', 'flip 0', 'flip 1'],
    );
  });

  it('sets from outside what is needed first as well', async () => {
    chain();
    write('tta', { ...from('smooth'), training: { epochs: 0 } });
    const planned = await plan(['tta'], { set: { 'training.epochs': 2 } });
    assert.deepEqual(
      planned.runs.map(({ resolved }) => [resolved.name, resolved.training.epochs]),
      [
        ['custom', 2],
        ['flip', 2],
        ['smooth', 2],
        ['tta', 0],
      ],
    );
  });

  it('refuses a chain that cannot run before anything is made', async () => {
    write('flip', from('custom'));
    const message = async (name: string) => {
      const error: unknown = await plan([name]).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof UserError);
      return error.message;
    };
    assert.match(
      await message('flip'),
      /^flip\.ferexp\.json \(base\) cannot start: "custom\.ferexp\.json" does not exist/,
    );
    write('custom', { data: { source: 'nowhere.csv' } });
    assert.match(
      await message('flip'),
      /^custom\.ferexp\.json \(base\) is needed first and cannot run, line 5: "nowhere\.csv" does not exist/,
    );
    write('custom', from('flip'));
    assert.match(
      await message('flip'),
      /flip\.ferexp\.json \(base\) → custom\.ferexp\.json \(base\) → flip\.ferexp\.json \(base\)/,
    );
  });
});
