/** `ferexp faces`: answers a page's questions about faces, a JSON object a line, until its standard input ends. */
import { createInterface } from 'node:readline';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { readResolved } from '../../../results/readRun';
import { readJson } from '../../../rundir/read';
import type { FacesAnswers, FacesCall, FacesReply, FacesRequest } from '../../../schemas/faces';
import type { RunEnvironment } from '../../../schemas/generated/environment';
import { runFiles } from '../../../schemas/runDirectory';
import { UserError } from '../../../schemas/userError';
import path from 'node:path';
import type { Progress } from '../../data/dataset';
import { FaceCatalogue } from '../../faces/catalogue';
import { explainFailure } from '../../run/failures';

/** Between two messages of progress, milliseconds. */
const progressMs = 100;

/** The pages ask for what fits a screen; more is a mistake. */
const mostFaces = 1000;

export async function faces(): Promise<number> {
  const server = new FacesServer((reply) => void process.stdout.write(`${JSON.stringify(reply)}\n`));
  for await (const line of createInterface({ input: process.stdin })) {
    await server.answer(JSON.parse(line) as FacesCall);
  }
  return 0;
}

/** Keeps what was opened last in memory, so that a page of faces takes milliseconds. */
export class FacesServer {
  #catalogue: FaceCatalogue | undefined;

  constructor(private readonly write: (reply: FacesReply) => void) {}

  async answer({ id, request }: FacesCall): Promise<void> {
    try {
      this.write({ id, result: await this.#result(request, this.#progressOf(id)) });
    } catch (error) {
      const { message, remedy } = error instanceof UserError ? error : explainFailure(error);
      this.write({ id, problem: { message, ...(remedy !== undefined && { remedy }) } });
    }
  }

  async #result(request: FacesRequest, onProgress: Progress): Promise<FacesAnswers[keyof FacesAnswers]> {
    switch (request.type) {
      case 'open':
        return this.#open(resolvedFrom(request), onProgress);
      case 'openRun':
        return this.#openRun(request.directory, onProgress);
      case 'list':
        return this.#opened().list(request.filter, request.offset, Math.min(request.limit, mostFaces));
      case 'faces':
        return this.#opened().faces(request.ids.slice(0, mostFaces));
    }
  }

  async #open(resolved: ResolvedExperiment, onProgress: Progress): Promise<FacesAnswers['open']> {
    // Both at once would hold the faces twice.
    this.#catalogue = undefined;
    this.#catalogue = await FaceCatalogue.open(resolved, onProgress);
    return this.#catalogue.overview();
  }

  /** A run's predictions belong to the faces that it was given: others under the same numbers would be lies. */
  async #openRun(directory: string, onProgress: Progress): Promise<FacesAnswers['openRun']> {
    const { data } = await readJson<RunEnvironment>(path.join(directory, runFiles.environment));
    const overview = await this.#open(await readResolved(directory), onProgress);
    if (overview.fingerprint === data.fingerprint) return overview;
    this.#catalogue = undefined;
    throw new UserError(
      `The data has changed since this run: ${data.source} no longer gives the faces, labels and splits that the run saw.`,
      'Its predictions are still shown by number. Put the data back as it was, or run the experiment again, to see their faces.',
    );
  }

  #opened(): FaceCatalogue {
    if (this.#catalogue) return this.#catalogue;
    throw new UserError('No data is open.', 'Open an experiment or a run first.');
  }

  #progressOf(id: number): Progress {
    let told = 0;
    return (progress) => {
      const now = performance.now();
      if (now - told < progressMs) return;
      told = now;
      this.write({ id, progress });
    };
  }
}

function resolvedFrom({ file, text, variant }: Extract<FacesRequest, { type: 'open' }>): ResolvedExperiment {
  const experiment = parseExperiment(text).file;
  if (!experiment) {
    throw new UserError(`${file} is not valid.`, `See what is wrong with: ferexp validate ${file}`);
  }
  return resolveRuns(experiment, { path: file, variants: [variant], repeats: [0] })[0]!;
}
