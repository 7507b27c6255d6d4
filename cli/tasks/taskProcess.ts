/** Starts the process that measures an engine or explains predictions, one engine per process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../../schemas/userError';
import type { EngineProvider } from '../../runner/engine/contract';
import { type Task, type TaskAnswer, taskFlag, type TaskProgress, type TaskResults } from '../../runner/measure/tasks';
import { lastWords } from '../report/lastWords';
import type { Progress } from '../../runner/progress';

const progressStart = '{"progress":';

/**
 * @param runner absolute path of runner.js
 * @param signal ends the process
 * @param onProgress called with the progress that the process reports
 * @throws UserError with what the process said when it failed
 */
export async function runTask<Kind extends Task['kind']>(
  runner: string,
  provider: Pick<EngineProvider, 'id' | 'launchEnvironment'>,
  task: Task & { readonly kind: Kind },
  signal: AbortSignal,
  onProgress: Progress = () => undefined,
): Promise<TaskResults[Kind]> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [runner, taskFlag, JSON.stringify(task)], {
    env: { ...process.env, ...(await provider.launchEnvironment()) },
    windowsHide: true,
    // The process ends when this side of its standard input closes, however we end.
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let [last, errors] = ['', ''];
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith(progressStart)) onProgress((JSON.parse(line) as TaskProgress).progress);
    else if (line.trim() !== '') last = line;
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const answer = parseAnswer<Kind>(last);
  if (answer?.ok) return answer.result;
  if (answer) throw new UserError(answer.message, answer.remedy, answer.exitCode);
  const words = lastWords(errors);
  throw new UserError(
    `Its process ended with ${code ?? 'a signal'}${words === undefined ? '' : `: ${words}`}.`,
    undefined,
    1,
  );
}

function parseAnswer<Kind extends Task['kind']>(line: string): TaskAnswer<Kind> | undefined {
  try {
    return JSON.parse(line) as TaskAnswer<Kind>;
  } catch {
    return undefined;
  }
}
