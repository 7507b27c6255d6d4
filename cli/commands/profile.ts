/** `ferexp profile`: where the time of a training step goes, by kernel. */
import Table from 'cli-table3';
import { UserError } from '../../schemas/userError';
import { chooseEngine } from '../../runner/engine';
import type { EngineId } from '../../runner/engine/contract';
import type { TaskResults } from '../../runner/measure/tasks';
import { processProgress } from '../report/processProgress';
import { runnerEntry } from '../tasks/entries';
import { type Model, readRuns, type Subject, subjectsOf } from '../find/subjects';
import { cancellable } from '../tasks/cancellable';
import { runTask } from '../tasks/taskProcess';
import { json, processTerminal } from '../report/terminal';
import { count, decimal, percent } from '../../words/numbers';

export interface ProfileOptions {
  readonly model?: Model['type'];
  readonly engine?: 'auto' | EngineId;
  readonly batchSize?: number;
  readonly json?: boolean;
}

type Profiled = TaskResults['profile'];

export async function profile(file: string | undefined, options: ProfileOptions): Promise<number> {
  const terminal = processTerminal(options);
  if (file === undefined && options.model === undefined) {
    throw new UserError('Nothing to profile was given.', 'Give an experiment file, or a model with --model.');
  }
  const runs = file === undefined ? [] : await readRuns(file, terminal);
  const [subject] = subjectsOf(runs, {
    ...(options.model === undefined ? {} : { model: [options.model] }),
    ...(options.batchSize === undefined ? {} : { batchSize: [options.batchSize] }),
  });
  const { model, batchSize } = subject!;
  const { provider } = await chooseEngine(options.engine ?? runs[0]?.engine ?? 'auto', {
    model,
    training: { batchSize },
  });
  const runner = runnerEntry();
  const progress = processProgress(terminal);
  const task = { kind: 'profile', engine: provider.id, ...subject! } as const;
  progress.onProgress({ detail: `Profiling ${title(subject!)} on ${provider.id}`, done: 0 });
  const profiled = await cancellable((signal) => runTask(runner, provider, task, signal), 'Stopped.').finally(() =>
    progress.end(),
  );
  if (terminal.json) terminal.result(json({ model: model.type, batchSize, ...profiled }));
  else terminal.result(`${title(subject!)} on ${provider.id}, ${profiled.engine.device}\n${profileText(profiled)}`);
  return 0;
}

function title({ model, batchSize }: Subject): string {
  return `one training step of ${model.type} with a batch of ${batchSize}`;
}

export function profileText({ engine, profile: found }: Profiled): string {
  const table = new Table({
    head: ['kernel', 'calls', 'ms/step', 'share'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  const total = found.millisecondsPerStep;
  const row = (name: string, calls: string, milliseconds: number) =>
    table.push([name, calls, decimal(milliseconds, 2), percent(milliseconds / total)]);
  for (const { kernel, callsPerStep, millisecondsPerStep } of found.kernels) {
    row(kernel, Number.isInteger(callsPerStep) ? String(callsPerStep) : decimal(callsPerStep, 1), millisecondsPerStep);
  }
  row('outside of kernels', '', found.otherMilliseconds);
  row('total', '', total);
  const calls = found.kernels.reduce((sum, { callsPerStep }) => sum + callsPerStep, 0);
  return [
    table.toString(),
    `Mean of ${found.steps} steps; a kernel's time is without the kernels that it calls.`,
    `The profiler waits for each of the ${count(calls)} calls, which a run does not do: a step takes ${decimal(found.undisturbedMilliseconds, 1)} ms without the profiler and ${decimal(total, 1)} ms with it. Small kernels look slower than they are, and work that a GPU does in parallel is shown in sequence.`,
    ...(engine.id === 'wasm' ? ['Here, one thread computes the whole step; a run uses one thread per core.'] : []),
  ].join('\n');
}
