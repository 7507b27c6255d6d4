/** Runs work in a fixed order, as much at a time as there are places. */

interface Waiting {
  ready: boolean;
  readonly begin: () => void;
}

export class Pool {
  readonly #waiting: Waiting[] = [];
  #free: number;

  /** @param places how much runs at a time */
  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Begins the work as soon as there is a place for it and what it comes after has ended. Work that is ready begins in the
   * order of the calls.
   * @param after never rejected
   */
  run<T>(work: () => Promise<T>, after: Promise<unknown> = Promise.resolve()): Promise<T> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.#free -= 1;
        void work()
          .then(resolve, reject)
          .finally(() => {
            this.#free += 1;
            this.#beginReady();
          });
      };
      const waiting = { ready: false, begin };
      this.#waiting.push(waiting);
      void after.then(() => {
        waiting.ready = true;
        this.#beginReady();
      });
    });
  }

  #beginReady(): void {
    while (this.#free > 0) {
      const next = this.#waiting.findIndex(({ ready }) => ready);
      if (next === -1) return;
      this.#waiting.splice(next, 1)[0]!.begin();
    }
  }
}
