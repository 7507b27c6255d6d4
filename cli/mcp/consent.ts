/** Asks the user before anything is trained, stopped or written, or read from outside of the folders. */
import { listOf } from '../../experiment/names';
import { isWithin } from '../../storage/files/realPlace';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { type Act, acts } from './acts';

/** `unasked`: the client has no way to ask. */
export type Answer = 'yes' | 'no' | 'unasked';

export type Ask = (question: string, signal: AbortSignal) => Promise<Answer>;

export interface ConsentOptions {
  readonly allowed: readonly Act[];
  /** Refuses everything without a question. */
  readonly readOnly: boolean;
  readonly ask: Ask;
}

export class Consent {
  /** Paths that the user has allowed while this server runs. */
  readonly #paths = new Set<string>();

  constructor(private readonly options: ConsentOptions) {}

  /**
   * @param question one that says what happens, on which files, and what it costs
   * @throws UserError unless the user agrees
   */
  async require(act: Act, question: string, signal: AbortSignal): Promise<void> {
    const { allowed, readOnly, ask } = this.options;
    if (readOnly) {
      throw new UserError(
        'Nothing was done: this server is read-only.',
        'In VS Code, trust the workspace. Elsewhere, start the server without --read-only.',
        1,
      );
    }
    if (allowed.includes(act)) return;
    const answer = await ask(question, signal);
    if (answer === 'yes') return;
    throw answer === 'no'
      ? new UserError('Nothing was done: the user did not agree.', 'Ask again only if the user wishes it.', 1)
      : new UserError(
          'Nothing was done: this client cannot ask the user (it has no MCP elicitation).',
          `The user can allow it where the server is set up: ferexp mcp --allow ${act}. Possible are ${listOf(acts, 'and')}.`,
          1,
        );
  }

  /** Asks once for each path, and for all that lies in it. */
  async askOutside(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const isIn = (folders: Iterable<string>, file: string): boolean =>
      [...folders].some((folder) => folder !== file && isWithin(folder, file));
    const unseen = paths.filter((file) => !this.#paths.has(file) && !isIn(this.#paths, file) && !isIn(paths, file));
    if (unseen.length === 0) return;
    await this.require(
      'outside',
      `May the agent use what lies outside of the folders that it works in? ${unseen.map((file) => printable(file)).join(', ')}`,
      signal,
    );
    for (const file of unseen) this.#paths.add(file);
  }
}
