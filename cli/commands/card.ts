/** `ferexp card`: the model card of a run. */
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import { modelCard } from '../../results/export/modelCard';
import { UserError } from '../../schemas/userError';
import { writeFileAtomic } from '../../storage/files/atomic';
import { readEnvironmentIfWhole, readSummary } from '../../storage/run/runFile';
import { findRun } from '../find/findRun';
import { json, processTerminal } from '../report/terminal';

interface CardOptions {
  readonly project: string;
  readonly output?: string;
  readonly json?: boolean;
}

export async function card(name: string, { project, output, json: asJson }: CardOptions): Promise<number> {
  const { directory, resolved: recorded, header } = await findRun(name, project);
  const resolved = trainedHere(recorded, header.runId, 'there is no network here to describe');
  const summary = await readSummary(directory);
  if (!summary?.splits['test']) {
    throw new UserError(`The run ${header.runId} has no test result to describe.`, 'Let it finish first.');
  }
  const text = modelCard({ resolved, summary, environment: await readEnvironmentIfWhole(directory) });
  const terminal = processTerminal({ json: asJson });
  const file = output === undefined ? undefined : path.resolve(output);
  if (file !== undefined) await writeFileAtomic(file, text);
  if (terminal.json)
    terminal.result(json({ runId: header.runId, ...(file === undefined ? { card: text } : { file }) }));
  else if (file === undefined) terminal.result(text.trimEnd());
  else terminal.say(`Written to ${output}.`);
  return 0;
}
