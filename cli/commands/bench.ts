/** `ferexp bench`: which engine is fastest here, and what that means for an experiment. */
import os from 'node:os';
import { hasBase } from '../../experiment/defaults';
import type { ResolvedExperiment } from '../../experiment/types';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { modelName } from '../../experiment/modelName';
import { measuredSpeeds } from '../../results/speeds';
import { version } from '../../package.json';
import { engineDirectory } from '../../storage/machine/engineDirectory';
import { fileHash, keepMeasurements, thisMachine } from '../../storage/machine/measurements';
import type { Measurement } from '../../schemas/measurements';
import { UserError } from '../../schemas/userError';
import { chooseEngine, engineProviders } from '../../runner/engine';
import type { EngineId, EngineProvider } from '../../runner/engine/contract';
import { identityFile } from '../../runner/engine/identity';
import { type BenchReport, benchMarkdown, benchTable, type EngineTime } from '../report/benchReport';
import { measurementContext } from '../plan/measurementContext';
import { processProgress } from '../report/processProgress';
import { runnerEntry } from '../tasks/entries';
import { type Model, readRuns, type Subject, type SubjectOptions, subjectsOf } from '../find/subjects';
import { cancellable } from '../tasks/cancellable';
import { runTask } from '../tasks/taskProcess';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { totalTime } from '../plan/totalTime';
import { decimal, roughDuration } from '../../words/numbers';
import { runsRootOf } from '../../experiment/project';

export interface BenchOptions extends SubjectOptions {
  readonly engine?: readonly EngineId[];
  readonly json?: boolean;
}

export async function bench(file: string | undefined, options: BenchOptions): Promise<number> {
  const terminal = processTerminal(options);
  const runs = file === undefined ? [] : await readRuns(file, terminal);
  const subjects = subjectsOf(runs, options);
  const { providers, missing } = await chooseProviders(options.engine);
  const runner = runnerEntry();
  warnOfLoad(terminal);
  const measured = await cancellable(
    (signal) => measureAll(runner, providers, subjects, terminal, signal),
    'Stopped: nothing was kept.',
  );
  await keepMeasurements(engineDirectory(), measured.measurements, measurementContext());
  const report: BenchReport = {
    machine: thisMachine(),
    ...measured,
    missing,
    auto: await Promise.all(subjects.map(automaticOf)),
    ...(file === undefined
      ? {}
      : { experiment: { file, runs: runs.length, times: await times(runs, measured.measurements) } }),
  };
  if (terminal.json) terminal.result(json({ ...report, markdown: benchMarkdown(report) }));
  else terminal.result(benchTable(report, terminal));
  return measured.failures.length === 0 ? 0 : 1;
}

/** The engine that `auto` takes from now on, by what was just measured. */
async function automaticOf({ model, batchSize }: Subject): Promise<BenchReport['auto'][number]> {
  const { provider } = await chooseEngine('auto', { model, training: { batchSize } });
  return { engine: provider.id, model: measuredName(model), batchSize };
}

/** A base is measured whole: its time says nothing of runs that train the head alone. */
const measuredName = (model: Model): string => (hasBase(model) ? model.type : modelName(model));

/** @throws UserError when an engine that is asked for does not work here */
async function chooseProviders(wanted: readonly EngineId[] | undefined) {
  if (wanted !== undefined) {
    const chosen = await Promise.all([...new Set(wanted)].map((engine) => chooseEngine(engine)));
    return { providers: chosen.map(({ provider }) => provider), missing: [] };
  }
  const providers: EngineProvider[] = [];
  const missing: BenchReport['missing'][number][] = [];
  for (const provider of engineProviders) {
    const found = await provider.probe();
    if (found.available) providers.push(provider);
    else missing.push({ engine: provider.id, reason: `${found.reason} ${found.remedy}` });
  }
  if (providers.length === 0)
    throw new UserError('No engine works here.', missing.map(({ reason }) => reason).join(' '));
  return { providers, missing };
}

/** Warns on a busy machine: stored measurements should come from a quiet one. */
function warnOfLoad(terminal: Terminal): void {
  const load = os.loadavg()[0]!;
  const processors = os.availableParallelism();
  if (load < processors / 2) return;
  terminal.say(
    `warning: other programs keep this machine busy (load ${decimal(load, 1)} on ${processors} processors), so the figures will be low. Measure again when it is quiet.`,
  );
}

async function measureAll(
  runner: string,
  providers: readonly EngineProvider[],
  subjects: readonly Subject[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Pick<BenchReport, 'measurements' | 'failures'>> {
  const measurements: Measurement[] = [];
  const failures: BenchReport['failures'][number][] = [];
  const progress = processProgress(terminal);
  const total = subjects.length * providers.length;
  try {
    for (const { model, batchSize } of subjects) {
      for (const provider of providers) {
        const engine = provider.id;
        const detail = `Measuring ${model.type} on ${engine}, batches of ${batchSize}`;
        progress.onProgress({ detail, done: measurements.length + failures.length, total });
        try {
          const result = await runTask(runner, provider, { kind: 'bench', engine, model, batchSize }, signal);
          measurements.push(await measurementOf({ model, batchSize }, result));
        } catch (error) {
          if (signal.aborted || !(error instanceof UserError)) throw error;
          const reason = [error.message, error.remedy].filter(Boolean).join(' ');
          failures.push({ engine, model: model.type, batchSize, reason });
        }
      }
    }
  } finally {
    progress.end();
  }
  return { measurements, failures };
}

async function measurementOf(
  { model, batchSize }: Subject,
  { engine, speed }: Awaited<ReturnType<typeof runTask<'bench'>>>,
): Promise<Measurement> {
  const file = identityFile(engine.id);
  return {
    machine: thisMachine(),
    ferexp: version,
    engine: engine.id,
    engineVersion: engine.backendVersion,
    device: engine.device,
    engineFile: { path: file, sha256: (await fileHash(file)) ?? '' },
    model: measuredName(model),
    batchSize,
    ...speed,
    date: new Date().toISOString(),
  };
}

async function times(runs: readonly ResolvedExperiment[], measurements: readonly Measurement[]): Promise<EngineTime[]> {
  const records = await recordsOf(runs);
  const speeds = measuredSpeeds(measurements);
  return [...new Set(measurements.map(({ engine }) => engine))].map((engine) => {
    const total = totalTime(runs, speeds, records, () => engine);
    return total ? { engine, seconds: total.seconds, words: roughDuration(total.seconds) } : { engine };
  });
}

async function recordsOf(runs: readonly ResolvedExperiment[]): Promise<RunRecord[]> {
  if (runs[0] === undefined) return [];
  const index = new RunIndex(runsRootOf(runs[0].file));
  await index.refresh();
  return index.runs();
}
