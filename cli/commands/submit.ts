/** `ferexp submit`: hands the runs of experiment files to a cluster. */
import path from 'node:path';
import { projectFolder } from '../../experiment/project';
import type { ClusterSettings } from '../../schemas/generated/cluster';
import type { RunRecord } from '../../results/runIndex';
import { UserError } from '../../schemas/userError';
import { readCluster } from '../../storage/clusterFile';
import { slurmProgram } from '../../storage/cluster/slurm';
import { newQueueId } from '../../storage/queue';
import { readSubmitted } from '../../storage/submission';
import { counted } from '../../words/numbers';
import { arrayOptions, arraysOf, rangesText } from '../cluster/arrays';
import { folderOf, makeSubmission } from '../cluster/makeSubmission';
import { batchScript, shellWord } from '../cluster/script';
import { scriptFile, type SubmittedArray, submitToSlurm } from '../cluster/submitToSlurm';
import { dataFingerprints } from '../plan/dataFingerprint';
import type { PlannedRun } from '../plan/plan';
import { planWanted } from '../plan/wanted';
import { overridesOf, type RunChoice, sayKnown, wantedRuns } from '../plan/wantedRuns';
import { printProblems } from '../report/problems';
import { processProgress } from '../report/processProgress';
import { titleOf } from '../report/reporter';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { ferexpEntry } from '../tasks/entries';

export interface SubmitOptions extends RunChoice {
  /** To Slurm; otherwise the runs are only planned. */
  readonly slurm?: boolean;
  /** Path of the settings of the cluster. */
  readonly cluster?: string;
  /** Also submits what is done, running or waiting. */
  readonly again?: boolean;
  /** Only shows what would be submitted. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function submit(files: readonly string[], options: SubmitOptions): Promise<number> {
  const terminal = processTerminal(options);
  if (options.cluster !== undefined && !options.slurm) {
    throw new UserError('--cluster says what jobs ask of Slurm, which is not asked.', 'Add --slurm.');
  }
  const settings = await settingsFor(files[0]!, options, terminal);
  if (settings === undefined) return 2;
  const wanted = await wantedRuns(files, options, terminal);
  if (wanted === undefined) return 2;
  // Before anything is written.
  if (options.slurm && !options.dryRun) slurmProgram('sbatch');
  const progress = processProgress(terminal);
  const { again = false, dryRun = false } = options;
  const set = overridesOf(options);
  const plan = await planWanted(wanted, { again, set }, progress.onProgress).finally(() => progress.end());
  const { runs } = plan;
  sayKnown(plan, terminal);
  const known = { done: plan.done.length, queued: plan.queued.length };
  if (runs.length === 0) {
    const plans = await plansOf(plan.queued);
    if (terminal.json) terminal.result(json({ elements: [], plans, ...known }));
    terminal.say(`Nothing is left to submit.${plans.map((file) => ` Runs wait by the plan ${file}`).join('')}`);
    return 0;
  }
  const id = newQueueId();
  const slurm = options.slurm ? slurmJobs(runs, id, settings) : undefined;
  if (dryRun) return show(runs, slurm, known, terminal);
  const fingerprintOf = dataFingerprints(progress.onProgress);
  const named = slurm && { jobName: slurm.jobName };
  const submission = await makeSubmission(runs, { id, fingerprintOf, ...named }).finally(() => progress.end());
  let arrays: SubmittedArray[] = [];
  try {
    if (slurm) arrays = await submitToSlurm({ submission, ...slurm });
  } catch (error) {
    await submission.undo();
    throw error;
  }
  const { file } = submission;
  const elements = submission.runs.map(({ directory }, index) => ({
    ...{ index, run: path.basename(directory), directory },
    ...(slurm && { job: `${arrays.find(({ indices }) => indices.includes(index))!.job}_${index}` }),
  }));
  if (terminal.json) terminal.result(json({ plan: file, ...(slurm && { jobName: slurm.jobName }), elements }));
  else if (slurm) sayJobs(arrays, terminal);
  else {
    terminal.result(file);
    terminal.say(`${counted(runs.length, 'run')} planned. Each is computed by: ferexp run-item --plan PLAN --index N`);
  }
  return 0;
}

/** How many of the wanted runs are left out, because they are done, or run or wait. */
interface Known {
  readonly done: number;
  readonly queued: number;
}

/** Paths of the plans that runs are elements of, each once. */
async function plansOf(records: readonly RunRecord[]): Promise<string[]> {
  const plans = new Set<string>();
  for (const { directory } of records) {
    const submitted = await readSubmitted(directory);
    if (submitted) plans.add(submitted.plan);
  }
  return [...plans];
}

/** Undefined when the file has mistakes, which are then already printed. */
async function settingsFor(
  experiment: string,
  { slurm, cluster }: SubmitOptions,
  terminal: Terminal,
): Promise<ClusterSettings | undefined> {
  if (!slurm) return { version: 1 };
  const read = await readCluster(path.resolve(experiment), cluster);
  printProblems(read.path, read.problems, read.lines, terminal);
  return read.settings;
}

function slurmJobs(runs: readonly PlannedRun[], id: string, settings: ClusterSettings) {
  const folder = folderOf(runs, id);
  const jobName = `ferexp-${id}`;
  const runtime = { command: process.execPath, isEditor: process.versions['electron'] !== undefined };
  const project = projectFolder(runs[0]!.resolved.file);
  const script = batchScript({ settings, jobName, folder, project, ferexp: ferexpEntry(), runtime });
  return { jobName, folder, script, limit: settings.arrayLimit, arrays: arraysOf(runs) };
}

/** What `--dry-run` shows: the script and the calls of sbatch, or the elements. */
function show(
  runs: readonly PlannedRun[],
  slurm: ReturnType<typeof slurmJobs> | undefined,
  known: Known,
  terminal: Terminal,
): 0 {
  const elements = runs.map(({ resolved: { name, variant, repeat, seed } }, index) => ({
    ...{ index, experiment: name, variant, repeat: repeat + 1, seed },
  }));
  const calls = slurm?.arrays.map((array) => {
    const { folder, arrays, limit } = slurm;
    const before = array.needs.map(
      (need) => `JOB${arrays.findIndex(({ indices }) => indices.includes(need)) + 1}_${need}`,
    );
    const elsewhere = array.waitsFor.map((directory) => `JOB-OF-${path.basename(directory)}`);
    return ['sbatch', '--parsable', ...arrayOptions(array, limit, [...before, ...elsewhere]), scriptFile(folder)];
  });
  if (terminal.json) {
    terminal.result(json({ elements, ...known, ...(slurm && { script: slurm.script, sbatch: calls }) }));
    return 0;
  }
  if (slurm) {
    terminal.result(slurm.script);
    for (const call of calls!) terminal.result(`# ${call.map(shellWord).join(' ')}`);
  }
  for (const [index, { resolved }] of runs.entries()) {
    terminal.result(`${slurm ? '# ' : ''}${index}  ${resolved.name}, ${titleOf(resolved)}`);
  }
  terminal.say(`${counted(runs.length, 'run')} would be submitted.`);
  return 0;
}

function sayJobs(arrays: readonly SubmittedArray[], terminal: Terminal): void {
  for (const { job, indices } of arrays) {
    terminal.result(`${job}  ${counted(indices.length, 'run')}: elements ${rangesText(indices)}`);
  }
  terminal.say('What they are doing: ferexp queue. Their output is slurm.txt in the directory of each run.');
}
