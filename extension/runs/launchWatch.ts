/** Notifies the user when a `ferexp` process that was started from here has ended. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { currentProcess, isAlive } from '../../storage/machine/processIdentity';
import { Owner } from '../disposables';
import { outcomeOf, type Launch, withItsRuns } from './launches';
import type { RunTracker } from './runTracker';

const storageKey = 'ferexp.launches';
const periodMs = 1000;
/** `untilStarted` waits at most this long for `ferexp` to make its first run. */
const patienceMs = 20_000;

/** Checks the pid only, because the start time of the process is not known. */
function isRunning({ pid }: Launch): boolean {
  return isAlive({ ...currentProcess(), pid, processStart: '' });
}

/** The last line that a process printed, without colours. */
async function lastLine(log: string): Promise<string | undefined> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return (
    text
      .replace(/\u001b\[[0-9;]*m/g, '')
      .trim()
      .split(/\r?\n/)
      .at(-1) || undefined
  );
}

/** Notifies also if the window was reloaded in between. */
export class LaunchWatch extends Owner {
  #launches: readonly Launch[];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly state: vscode.Memento,
    private readonly tracker: RunTracker,
  ) {
    super();
    this.#launches = state.get<Launch[]>(storageKey, []);
    this.own({ dispose: () => clearTimeout(this.#timer) });
    this.#schedule();
  }

  async add(launch: Launch): Promise<void> {
    const records = this.tracker.records();
    await this.#keep([...this.#launches.map((before) => withItsRuns(before, launch, records)), launch]);
    this.#schedule();
  }

  /** Resolves when every process that was started for a file has made its runs, or has ended. */
  async untilStarted(file: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const open = this.#launches.filter((launch) => launch.target === file && isRunning(launch));
      if (open.every((launch) => this.#madeRuns(launch))) return;
      await this.tracker.refresh();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #madeRuns({ target, earlier }: Launch): boolean {
    return this.tracker
      .records()
      .some(({ directory, resolved }) => resolved.file === target && !earlier.includes(directory));
  }

  #keep(launches: readonly Launch[]): Thenable<void> {
    this.#launches = launches;
    return this.state.update(storageKey, launches);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#launches.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look().finally(() => this.#schedule());
    }, periodMs);
  }

  async #look(): Promise<void> {
    const ended = this.#launches.filter((launch) => !isRunning(launch));
    if (ended.length === 0) {
      // Shows new runs within this period, even if file events come late or never.
      if (this.tracker.active().length === 0) await this.tracker.refresh();
      return;
    }
    await this.#keep(this.#launches.filter((launch) => !ended.includes(launch)));
    await this.tracker.refresh();
    for (const launch of ended) void this.#notify(launch);
  }

  async #notify(launch: Launch): Promise<void> {
    const records = this.tracker.records().filter(({ directory, resolved }) => {
      if (launch.directories) return launch.directories.includes(directory);
      return resolved.file === launch.target || directory === launch.target;
    });
    const outcome = outcomeOf(launch, records, await lastLine(launch.log));
    if (outcome.kind === 'completed') {
      if (!vscode.workspace.getConfiguration('ferexp').get('notifyWhenDone', true)) return;
      const action = outcome.runs.length > 1 ? 'Compare' : 'Open';
      const chosen = await vscode.window.showInformationMessage(outcome.message, action);
      const ids = outcome.runs.flatMap(({ directory }) => this.tracker.experimentOf(directory)?.id ?? []);
      const experiments = [...new Set(ids)];
      if (chosen === 'Compare') await vscode.commands.executeCommand('ferexp.compare', { experiments });
      if (chosen === 'Open') await vscode.commands.executeCommand('ferexp.openRun', outcome.runs[0]?.directory);
    } else if (outcome.kind === 'failed' || outcome.kind === 'nothing') {
      const failed = outcome.runs.find(({ header }) => header.state === 'failed' || header.state === 'interrupted');
      const actions = failed ? ['Open', 'Open Log'] : ['Open Log'];
      const chosen = await vscode.window.showErrorMessage(outcome.message, ...actions);
      if (chosen === 'Open') await vscode.commands.executeCommand('ferexp.openRun', failed?.directory);
      if (chosen === 'Open Log') await vscode.window.showTextDocument(vscode.Uri.file(launch.log));
    }
  }
}
