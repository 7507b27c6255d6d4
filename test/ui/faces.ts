/** Data with votes, duplicates and leaks, and a run on it, as the pages get them: answered by the runner's own code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { FacesServer } from '../../cli/commands/faces';
import { csvRows, generateFaces } from '../../runner/data/synthetic';
import { usages } from '../../runner/data/dataset';
import type { DataOverview, FacesAnswers, FacesReply, FacesRequest } from '../../schemas/faces';
import { temporaryFolder } from './fixtures';
import type { DataPanelEvent } from '../../schemas/messages/data';

/** Column of votes of each FER class: angry, disgust, fear, happy, sad, surprise, neutral. */
const columnOf = [4, 5, 6, 1, 3, 2, 0];
const columns = 'neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

/** Ten votes: most agree with the label; every 11th sees another emotion, every 17th cannot tell, every 23rd is split. */
function votesOf(emotion: number, index: number): number[] {
  const votes = new Array<number>(10).fill(0);
  const column = columnOf[emotion]!;
  if (index % 17 === 5) votes[8] = 10;
  else if (index % 23 === 7) [votes[column], votes[(column + 1) % 8], votes[9]] = [4, 4, 2];
  else if (index % 11 === 3) [votes[(column + 2) % 8], votes[column]] = [8, 2];
  else [votes[column], votes[(column + 1) % 8]] = [8, 2];
  return votes;
}

export interface FerData {
  /** Absolute path of an experiment file. */
  readonly file: string;
  readonly text: string;
}

/** 700 generated training faces and 140 of the test, of which 20 and 10 are copies of training faces. */
export async function ferData(labels: object = { scheme: 'fer+', votes: 'votes.csv' }): Promise<FerData> {
  const folder = await temporaryFolder();
  const faces = await generateFaces({ training: 700, test: 140, seed: 3, labelNoise: 0.1 });
  const size = faces.width * faces.height;
  const copy = (from: number, to: number): unknown =>
    faces.pixels.copyWithin(to * size, from * size, (from + 1) * size);
  for (let i = 0; i < 20; i++) copy(i, 600 + i);
  for (let i = 0; i < 10; i++) copy(30 + i, 700 + 12 * i);
  writeFileSync(path.join(folder, 'fer.csv'), [...csvRows(faces)].join(''));
  const rows = [...faces.emotion].map(
    (emotion, index) => `${usages[faces.usage[index]!]!},fer${index}.png,${votesOf(emotion, index).join(',')}`,
  );
  writeFileSync(path.join(folder, 'votes.csv'), `Usage,Image name,${columns}\n${rows.join('\n')}\n`);
  const text = JSON.stringify({
    version: 1,
    name: 'ferplus',
    data: { source: 'fer.csv', labels },
    model: { type: 'smallCnn' },
    training: { epochs: 1 },
    variants: { soft: { data: { labels: { rule: 'probability' } } } },
  });
  const file = path.join(folder, 'ferplus.ferexp.json');
  mkdirSync(path.join(folder, '.vscode'));
  writeFileSync(file, text);
  return { file, text };
}

/** `ferexp faces` without its process. */
export class FakeFaces {
  #reply: FacesReply | undefined;
  readonly #server = new FacesServer((reply) => (this.#reply = reply));

  async ask<Q extends FacesRequest>(request: Q): Promise<FacesAnswers[Q['type']]> {
    await this.#server.answer({ id: 0, request });
    if (!this.#reply || !('result' in this.#reply)) throw new Error(JSON.stringify(this.#reply));
    return this.#reply.result as FacesAnswers[Q['type']];
  }

  open({ file, text }: FerData, variant = 'base'): Promise<DataOverview> {
    return this.ask({ type: 'open', file, text, variant });
  }

  /** What the extension answers to a request of the data page. */
  async event(request: { type: string }): Promise<DataPanelEvent | undefined> {
    const question = request as Extract<FacesRequest, { type: 'list' | 'faces' }>;
    if (question.type === 'faces') return { type: 'faces', faces: await this.ask(question) };
    if (question.type !== 'list') return undefined;
    const { filter, offset } = question;
    return { type: 'page', filter, offset, page: await this.ask(question) };
  }
}

/** The resolved experiment of such data. */
export function resolvedOf({ file, text }: FerData) {
  return resolveRuns(parseExperiment(text).file!, { path: file })[0]!;
}
