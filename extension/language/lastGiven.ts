import type * as vscode from 'vscode';

type Document = Pick<vscode.TextDocument, 'uri'>;

/**
 * What the editor was given last for each document. A run that trains changes what is known each second; what is drawn
 * anew without saying anything else loses the click that it was about to get.
 */
export class LastGiven<Given extends Document, Value> {
  readonly #last = new Map<string, string>();

  /** @param valueOf what would be given now; compared as JSON */
  constructor(private readonly valueOf: (document: Given) => Value) {}

  give(document: Given): Value {
    const value = this.valueOf(document);
    this.#last.set(document.uri.toString(), JSON.stringify(value));
    return value;
  }

  /**
   * Would an open document be given something else? Forgets those that are closed.
   * @param open all of the editor; those that nothing was given for do not count
   */
  isStale(open: readonly Given[]): boolean {
    const byKey = new Map(open.map((document) => [document.uri.toString(), document]));
    for (const key of [...this.#last.keys()]) if (!byKey.has(key)) this.#last.delete(key);
    return [...this.#last].some(([key, last]) => JSON.stringify(this.valueOf(byKey.get(key)!)) !== last);
  }
}
