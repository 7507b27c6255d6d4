import type { Disposable } from 'vscode';

/** Something that owns others and disposes of them with itself, last registered first. */
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
