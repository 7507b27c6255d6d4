/** The runner process that measures instead of training a run. */
import { engineProviders } from '../engine';
import type { Engine } from '../engine/engine';
import { profileStep } from '../profile/profileStep';
import { explainFailure } from '../run/failures';
import { bench } from './bench';
import type { Task, TaskAnswer } from './tasks';

/**
 * Prints the answer as the last line of standard output.
 * @param text the task as JSON
 * @returns exit code
 */
export async function measureProcess(text: string): Promise<0 | 1> {
  const answer = await answerTask(text);
  // An engine may have left a line of its own unfinished.
  await new Promise<void>((resolve) => process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => resolve()));
  return answer.ok ? 0 : 1;
}

async function answerTask(text: string): Promise<TaskAnswer> {
  try {
    const task = JSON.parse(text) as Task;
    const provider = engineProviders.find(({ id }) => id === task.engine);
    if (!provider) throw new Error(`There is no engine ${task.engine}.`);
    // Kernels on other threads are out of a profile's sight, so that one thread does all.
    const threads = task.kind === 'profile' ? { threads: 1 } : {};
    const engine = await provider.create({ batchSize: task.batchSize, ...threads });
    return { ok: true, result: await work(engine, task) };
  } catch (error) {
    const { message, remedy } = explainFailure(error, 'Take another engine, or a smaller batch.');
    return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) };
  }
}

async function work(engine: Engine, task: Task) {
  return task.kind === 'bench'
    ? { engine: engine.description, speed: await bench(engine, task) }
    : { engine: engine.description, profile: await profileStep(engine, task) };
}

/** Ends with whoever started it: its end of our standard input closes then, also when it was killed. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(1)).resume();
}
