import type * as vscode from 'vscode';

type AnyDocument = Pick<vscode.TextDocument, 'uri'>;

/**
 * Remembers the last result of a provider for each document, so that VS Code is asked to redraw only if the result changed.
 * A running run changes what is known every second, and redrawing a lens loses the click that the user is just making.
 */
export class LastResult<Document extends AnyDocument, Value> {
  readonly #last = new Map<string, string>();

  /** @param compute computes the present result; results are compared as JSON */
  constructor(private readonly compute: (document: Document) => Value) {}

  get(document: Document): Value {
    const value = this.compute(document);
    this.#last.set(document.uri.toString(), JSON.stringify(value));
    return value;
  }

  /**
   * Whether the result of an open document has changed since the last `get`. Forgets closed documents.
   * @param open all open documents; those without a result do not count
   */
  isStale(open: readonly Document[]): boolean {
    const byKey = new Map(open.map((document) => [document.uri.toString(), document]));
    for (const key of [...this.#last.keys()]) if (!byKey.has(key)) this.#last.delete(key);
    return [...this.#last].some(([key, last]) => JSON.stringify(this.compute(byKey.get(key)!)) !== last);
  }
}
