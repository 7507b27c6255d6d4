/** `ferexp faces`: answers a page's questions about faces, one JSON object per line, until its standard input ends. */
import { createInterface } from 'node:readline';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import type { FacesAnswers, FacesCall, FacesReply, FacesRequest } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import type { Audit } from '../../runner/audit/audit';
import { FaceCatalogue } from '../../runner/faces/catalogue';
import { explainFailure } from '../../runner/run/failures';
import { auditSubject } from '../find/auditSubject';
import { openRunFaces } from '../find/runFaces';
import { auditMarkdown } from '../report/auditText';
import type { Progress } from '../../runner/progress';

/** Milliseconds between two progress messages. */
const progressMs = 100;

/** Pages ask for as many faces as fit on a screen; a larger request is a mistake. */
const mostFaces = 1000;

export async function faces(): Promise<number> {
  const server = new FacesServer((reply) => void process.stdout.write(`${JSON.stringify(reply)}\n`));
  for await (const line of createInterface({ input: process.stdin })) {
    await server.answer(JSON.parse(line) as FacesCall);
  }
  return 0;
}

/** Keeps the catalogue that was opened last in memory, so that a page of faces takes milliseconds. */
export class FacesServer {
  #catalogue: FaceCatalogue | undefined;
  #audit: Audit | undefined;

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
        return this.#open(async () => FaceCatalogue.open(resolvedFrom(request), onProgress));
      case 'openRun':
        return this.#open(() => openRunFaces(request.directory, onProgress, request.split));
      case 'list':
        return this.#opened().list(request.filter, request.offset, Math.min(request.limit, mostFaces));
      case 'faces':
        return this.#opened().faces(request.ids.slice(0, mostFaces));
      case 'audit':
        return (await this.#audited(onProgress)).report;
      case 'exclusions': {
        const audit = await this.#audited(onProgress);
        return { text: audit.exclusionFile(request.kinds), faces: audit.exclusions(request.kinds).length };
      }
      case 'auditMarkdown':
        return { text: auditMarkdown((await this.#audited(onProgress)).report) };
    }
  }

  async #open(opening: () => Promise<FaceCatalogue>): Promise<FacesAnswers['open']> {
    // Free the old catalogue first: both at once would hold the faces twice.
    this.#catalogue = this.#audit = undefined;
    this.#catalogue = await opening();
    return this.#catalogue.overview();
  }

  /** What is open, audited once. */
  async #audited(onProgress: Progress): Promise<Audit> {
    return (this.#audit ??= await auditSubject({ catalogue: this.#opened() }, { onProgress }));
  }

  #opened(): FaceCatalogue {
    if (this.#catalogue) return this.#catalogue;
    throw new UserError('No data is open.', 'Open an experiment or a run first.');
  }

  #progressOf(id: number): Progress {
    let sentAt = 0;
    return (progress) => {
      const now = performance.now();
      if (now - sentAt < progressMs) return;
      sentAt = now;
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
