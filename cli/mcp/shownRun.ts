/** A run as tools and resources show it. */
import type { RunRecord } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { z } from './modelContextProtocol';

export const runOutput = z.strictObject({
  run: z.string().describe('Id, for the other tools.'),
  directory: z.string(),
  experiment: z.string(),
  variant: z.string(),
  repeat: z.number().int().describe('From 1.'),
  seed: z.number().int().optional(),
  state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled', 'interrupted']),
  status: z.string().describe('In words.'),
  phase: z.string().optional(),
  epoch: z.number().int().optional(),
  epochs: z.number().int().optional(),
  secondsLeft: z.number().optional(),
  engine: z.string().optional(),
  testAccuracy: z.number().optional().describe('From 0 to 1.'),
  message: z.string().optional().describe('Why it failed or was stopped.'),
  remedy: z.string().optional(),
});

export function shownRun({ directory, header, summary }: RunRecord): z.infer<typeof runOutput> {
  const { runId, experiment, variant, repeat, seed, state, phase, epoch, epochs } = header;
  const { secondsLeft, engine, message, remedy } = header;
  const accuracy = summary?.splits['test']?.accuracy;
  return {
    ...{ run: runId, directory, experiment, variant, repeat: repeat + 1, state, status: statusWords(header, summary) },
    ...(seed !== undefined && { seed }),
    ...(phase && { phase: phase.phase }),
    ...(epoch !== undefined && { epoch }),
    ...(epochs !== undefined && { epochs }),
    ...(secondsLeft !== undefined && { secondsLeft }),
    ...(engine !== undefined && { engine }),
    ...(accuracy !== undefined && { testAccuracy: accuracy }),
    ...(message !== undefined && { message }),
    ...(remedy !== undefined && { remedy }),
  };
}
