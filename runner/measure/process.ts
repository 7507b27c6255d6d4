/** The runner process that measures or explains instead of training a run. */
import { engineProviders } from '../engine';
import type { Engine } from '../engine/contract';
import { explainRun } from '../explain/explainRun';
import { profileStep } from './profileStep';
import { explainFailure } from '../run/failures';
import { bench } from './bench';
import type { Task, TaskAnswer, TaskProgress } from './tasks';

/**
 * Prints the answer as the last line of standard output.
 * @param text the task as JSON
 * @returns exit code
 */
export async function measureProcess(text: string): Promise<0 | 1> {
  const answer = await answerTask(text);
  // An engine may have printed an unfinished line.
  await new Promise<void>((resolve) => process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => resolve()));
  return answer.ok ? 0 : 1;
}

async function answerTask(text: string): Promise<TaskAnswer> {
  try {
    const task = JSON.parse(text) as Task;
    const provider = engineProviders.find(({ id }) => id === task.engine);
    if (!provider) throw new Error(`There is no engine ${task.engine}.`);
    // A profile does not see kernels on other threads; explanations do not use other threads.
    const engine = await provider.create(task.kind === 'bench' ? { batchSize: task.batchSize } : { threads: 1 });
    return { ok: true, result: await work(engine, task) };
  } catch (error) {
    const { message, remedy, exitCode } = explainFailure(error, 'Take another engine, or a smaller batch.');
    return { ok: false, message, exitCode, ...(remedy === undefined ? {} : { remedy }) };
  }
}

async function work(engine: Engine, task: Task) {
  switch (task.kind) {
    case 'bench':
      return { engine: engine.description, speed: await bench(engine, task) };
    case 'profile':
      return { engine: engine.description, profile: await profileStep(engine, task) };
    case 'explain':
      return explainRun(engine, task.runDirectory, task, printProgress);
  }
}

function printProgress(progress: TaskProgress['progress']): void {
  process.stdout.write(`\n${JSON.stringify({ progress } satisfies TaskProgress)}\n`);
}

/** Ends this process with its parent: our standard input closes when the parent ends, even if it was killed. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(1)).resume();
}
