import type { Disposable } from 'vscode';

/** Base class of objects that own disposables and dispose of them with themselves, last registered first. */
export abstract class Owner implements Disposable {
  readonly #owned: Disposable[] = [];

  protected own<T extends Disposable>(disposable: T): T {
    this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    while (this.#owned.length > 0) this.#owned.pop()?.dispose();
  }
}
