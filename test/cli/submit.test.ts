/** Submissions as clusters compute them: the real commands, with real training, without a cluster. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { validateSubmission } from '../../schemas/generated/validators.js';
import type { SubmissionPlan } from '../../storage/submission';
import { dist, type CommandOptions, endOf, ferexp, startFerexp } from './command';
import { assertWholeEvents, runsOf, tiny } from './project';
import { temporaryFolder } from './support';

interface Made {
  readonly plan: string;
  readonly elements: readonly { index: number; run: string; directory: string }[];
}

describe('a submission', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  before(() => assert.ok(existsSync(path.join(dist, 'runner.js')), 'run "npm run build" first'));

  const write = (name: string, changes: object): string => {
    mkdirSync(path.join(folder.path, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder.path, `${name}.ferexp.json`), JSON.stringify({ ...tiny, name, ...changes }));
    return `${name}.ferexp.json`;
  };
  const submit = async (...args: string[]): Promise<Made> => {
    const { code, out, err } = await ferexp(folder.path, ['submit', ...args, '--json']);
    assert.equal(code, 0, err);
    return JSON.parse(out) as Made;
  };
  const readPlan = ({ plan }: Made): SubmissionPlan => JSON.parse(readFileSync(plan, 'utf8')) as SubmissionPlan;
  const item = (plan: string, index: number | undefined, options?: CommandOptions) =>
    ferexp(
      folder.path,
      ['run-item', '--plan', plan, ...(index === undefined ? [] : ['--index', String(index)])],
      options,
    );
  const record = async (directory: string) => (await runsOf(folder.path)).find((run) => run.directory === directory)!;
  const stateOf = async (directory: string) => (await record(directory)).header.state;

  it('has the runs that "ferexp run" would train, in its order, as elements that wait for their cluster', async () => {
    const file = write('crossed', { repeats: 2, variants: { child: { initFrom: { variant: 'base' } } } });
    const { out } = await ferexp(folder.path, ['run', file, '--dry-run', '--json']);
    const planned = (JSON.parse(out) as { runs: { variant: string; repeat: number; seed: number }[] }).runs;
    const made = await submit(file);
    const plan = readPlan(made);
    assert.ok(validateSubmission(plan), JSON.stringify(validateSubmission.errors));
    const runs = await runsOf(folder.path);
    const records = made.elements.map(({ directory }) => runs.find((run) => run.directory === directory)!);
    assert.deepEqual(
      records.map(({ header: { variant, repeat, seed } }) => [variant, repeat + 1, seed]),
      planned.map(({ variant, repeat, seed }) => [variant, repeat, seed]),
    );
    assert.deepEqual([...new Set(records.map(({ header }) => header.state))], ['queued']);
    const place = (run: string) => plan.elements.findIndex((element) => element.run === run);
    const variantOf = (index: number) => `${records[index]!.header.variant} ${records[index]!.header.repeat}`;
    const needs = plan.elements.map((element, index) => [variantOf(index), element.needs.map(place).map(variantOf)]);
    assert.deepEqual(needs, [
      ['base 0', []],
      ['base 1', []],
      ['child 0', ['base 0']],
      ['child 1', ['base 1']],
    ]);
    const again = await ferexp(folder.path, ['submit', file]);
    assert.equal(again.code, 0);
    assert.match(again.err, /4 runs run or wait already .*: not added again/);
  });

  it('is only shown with --dry-run', async () => {
    const { code, out, err } = await ferexp(folder.path, ['submit', write('shown', { repeats: 2 }), '--dry-run']);
    assert.equal(code, 0, err);
    assert.equal(out, '0  shown, base, repeat 1 of 2\n1  shown, base, repeat 2 of 2\n');
    assert.ok(!existsSync(path.join(folder.path, '.ferexp', 'runs')));
    assert.ok(!existsSync(path.join(folder.path, '.ferexp', 'submissions')));
  });

  it('is computed element by element, each by the index that its cluster gives, and once', async () => {
    const { plan, elements } = await submit(write('whole', { repeats: 3 }));
    const variables = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'];
    for (const [index, variable] of variables.entries()) {
      const { code, err } = await item(plan, undefined, { env: { [variable]: String(index) } });
      assert.equal(code, 0, err);
      const { directory } = elements[index]!;
      assert.equal(await stateOf(directory), 'completed');
      assertWholeEvents(directory);
      assert.ok(!readdirSync(directory).includes('submitted.json'));
      const before = readFileSync(path.join(directory, 'summary.json'), 'utf8');
      const second = await item(plan, index);
      assert.equal(second.code, 0, second.err);
      assert.match(second.err, /is complete: nothing is left to do\./);
      assert.equal(readFileSync(path.join(directory, 'summary.json'), 'utf8'), before);
    }
  });

  it('whose job is taken away goes on from its checkpoint when it is started again', async () => {
    const { plan, elements } = await submit(write('long', { training: { epochs: 12, batchSize: 16 } }));
    const { directory } = elements[0]!;
    const child = startFerexp(folder.path, ['run-item', '--plan', plan, '--index', '0']);
    const end = endOf(child);
    const events = path.join(directory, 'events.jsonl');
    while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"checkpoint"')) {
      assert.equal(child.exitCode, null);
      await wait(20);
    }
    assert.equal(await stateOf(directory), 'running');
    child.kill('SIGTERM');
    const { code, err } = await end;
    assert.equal(code, 1, err);
    // Nobody says that it is started again.
    const { header } = await record(directory);
    assert.deepEqual([header.state, header.resumable], ['interrupted', true]);
    assert.equal(header.message, 'Its cluster has ended its job.');
    const again = await item(plan, 0);
    assert.equal(again.code, 0, again.err);
    assert.equal(await stateOf(directory), 'completed');
    assert.match(readFileSync(events, 'utf8'), /"resumedFromEpoch":[1-9]/);
  });

  it('whose job is killed ends its training too, and goes on when it is started again', async () => {
    const { plan, elements } = await submit(write('killed', { training: { epochs: 12, batchSize: 16 } }));
    const { directory } = elements[0]!;
    const child = startFerexp(folder.path, ['run-item', '--plan', plan, '--index', '0']);
    const end = endOf(child);
    const lock = path.join(directory, 'lock.json');
    while (!existsSync(lock)) await wait(20);
    const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
    assert.notEqual(pid, child.pid);
    child.kill('SIGKILL');
    await end;
    // The end of its output says that no process is left that holds it.
    assert.equal(await stateOf(directory), 'interrupted');
    const again = await item(plan, 0);
    assert.equal(again.code, 0, again.err);
    assertWholeEvents(directory);
  });

  it('whose run is stopped by its user ends with 1, so that no run that needs it begins', async () => {
    const { plan, elements } = await submit(write('stopped', { training: { epochs: 500, batchSize: 16 } }));
    const { directory, run } = elements[0]!;
    const end = endOf(startFerexp(folder.path, ['run-item', '--plan', plan, '--index', '0']));
    while (!existsSync(path.join(directory, 'checkpoint'))) await wait(20);
    assert.equal((await ferexp(folder.path, ['stop', run])).code, 0);
    assert.equal((await end).code, 1);
    assert.equal(await stateOf(directory), 'cancelled');
  });

  it('trains what the plan says, whatever becomes of the experiment file meanwhile', async () => {
    const file = write('edited', { repeats: 2, training: { epochs: 2, batchSize: 16 } });
    const { plan, elements } = await submit(file);
    write('edited', { repeats: 2, training: { epochs: 3, batchSize: 8 } });
    assert.equal((await item(plan, 0)).code, 0);
    rmSync(path.join(folder.path, file));
    assert.equal((await item(plan, 1)).code, 0);
    for (const { directory } of elements) {
      const { resolved, summary } = await record(directory);
      assert.deepEqual(resolved.imported ? undefined : resolved.training.batchSize, 16);
      assert.equal(summary?.epochsRun, 2);
    }
  });

  it('is stopped as a whole, and nothing of it goes on stopping', async () => {
    const { plan, elements } = await submit(write('planned', { repeats: 3, training: { epochs: 500, batchSize: 16 } }));
    const [begun, ...waiting] = elements;
    const child = startFerexp(folder.path, ['run-item', '--plan', plan, '--index', '0']);
    const end = endOf(child);
    while (!existsSync(path.join(begun!.directory, 'checkpoint'))) await wait(20);
    child.kill('SIGKILL');
    await end;
    const listed = await ferexp(folder.path, ['list']);
    assert.match(listed.out, new RegExp(`${begun!.run} .* interrupted `));
    const queue = JSON.parse((await ferexp(folder.path, ['queue', '--json'])).out) as { runs: { words: string }[] };
    assert.deepEqual(
      queue.runs.map(({ words }) => words),
      ['waiting for its cluster', 'waiting for its cluster', 'interrupted'],
    );
    const stopped = await ferexp(folder.path, ['stop', '--all']);
    assert.equal(stopped.code, 0, stopped.err);
    assert.deepEqual(
      await Promise.all(
        elements.map(({ directory }) => record(directory).then(({ header }) => [header.state, header.stopping])),
      ),
      [['interrupted', false], ...waiting.map(() => ['cancelled', false])],
    );
    assert.ok(elements.every(({ directory }) => !existsSync(path.join(directory, 'stop'))));
  });

  it('whose runs all wait says by which plan', async () => {
    const file = write('twice', { repeats: 2 });
    const { plan } = await submit(file);
    const again = await ferexp(folder.path, ['submit', file]);
    assert.equal(again.code, 0, again.err);
    assert.match(again.err, /Nothing is left to submit\. Runs wait by the plan /);
    assert.ok(again.err.includes(plan));
    const listed = JSON.parse((await ferexp(folder.path, ['submit', file, '--json'])).out) as object;
    assert.deepEqual(listed, { elements: [], plans: [plan], done: 0, queued: 2 });
  });

  it('refuses what cannot be right, in words', async () => {
    const file = write('refused', { repeats: 2, variants: { child: { initFrom: { variant: 'base' } } } });
    const made = await submit(file, '--repeat', '1');
    const { plan, elements } = made;
    const refuses = async (index: number | undefined, code: number, words: RegExp, options?: CommandOptions) => {
      const ended = await item(plan, index, options);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, words);
    };
    await refuses(2, 2, /There is no element 2: .*plan\.json has elements 0 to 1\./);
    await refuses(undefined, 2, /No index of an element was given/);
    await refuses(undefined, 2, /SLURM_ARRAY_TASK_ID is "x"/, { env: { SLURM_ARRAY_TASK_ID: 'x' } });
    await refuses(1, 1, new RegExp(`needs ${elements[0]!.run} first, which is not complete`));

    // Other data than was submitted: the run fails, and says so.
    const text = readFileSync(plan, 'utf8');
    writeFileSync(plan, text.replaceAll(/"data": "[^"]*"/g, '"data": "other"'));
    await refuses(0, 1, /The data of this run has changed since it was submitted: synthetic/);
    assert.equal(await stateOf(elements[0]!.directory), 'failed');
    writeFileSync(plan, text);

    // Other settings than the plan is for.
    const settings = path.join(elements[1]!.directory, 'experiment.json');
    const original = readFileSync(settings, 'utf8');
    writeFileSync(settings, original.replace('"epochs": 1', '"epochs": 2'));
    await refuses(1, 1, /experiment\.json has changed since it was submitted: its plan is for other settings/);
    assert.equal(await stateOf(elements[1]!.directory), 'interrupted');
    writeFileSync(settings, original);

    writeFileSync(plan, text.replace('"version": 1', '"version": 2'));
    await refuses(0, 2, /plan\.json does not have the expected form: “version” is 2/);
    rmSync(plan);
    await refuses(0, 2, /Cannot read .*plan\.json: there is no such file or folder/);
  });
});
