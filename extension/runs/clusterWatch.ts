/** Asks clusters about the runs that they have, seldom and for as long as there are any. */
import * as vscode from 'vscode';
import { askedOfClusters } from '../../results/clusterStates';
import { ClusterWaits } from '../../storage/cluster/waits';
import { Owner } from '../disposables';
import type { RunTracker } from './runTracker';

/** Milliseconds between two looks. `ClusterWaits` decides when Slurm is asked. */
const periodMs = 10_000;

/** In a folder that is not trusted, no program is started, so that nothing is asked. */
export class ClusterWatch extends Owner {
  readonly #waits = new ClusterWaits();
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #asked = '';

  constructor(private readonly tracker: RunTracker) {
    super();
    this.own(tracker.onDidChange(() => this.#changed()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#ask()));
    this.own({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Other runs are asked for at once; the same ones when it is time. */
  #changed(): void {
    if (this.#candidates().join() !== this.#asked) void this.#ask();
  }

  #candidates(): string[] {
    return askedOfClusters(this.tracker.untold()).sort();
  }

  async #ask(): Promise<void> {
    if (!vscode.workspace.isTrusted || this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = this.#tell();
    await this.#asking.finally(() => (this.#asking = undefined));
    this.#changed();
  }

  async #tell(): Promise<void> {
    const candidates = this.#candidates();
    this.#asked = candidates.join();
    const waits = await this.#waits.of(candidates);
    this.tracker.tell(waits);
    if (waits.size > 0) this.#timer = setTimeout(() => void this.#ask(), periodMs);
  }
}
