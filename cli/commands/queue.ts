/** `ferexp queue`: what runs, what is next and when it will be done. */
import Table from 'cli-table3';
import { setTimeout as wait } from 'node:timers/promises';
import {
  doneAt,
  entryWords,
  leftWords,
  placeWords,
  type QueueEntry,
  queueOf,
  type QueueView,
} from '../../results/queue';
import { runsAround } from '../find/findRun';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { expectedSeconds } from '../plan/totalTime';
import { roughDuration } from '../../words/numbers';

export interface QueueCommandOptions {
  readonly project: string;
  /** Refreshes until nothing runs or waits. */
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Milliseconds between two refreshes. */
const refreshMs = 2000;

export async function queue(options: QueueCommandOptions): Promise<number> {
  const terminal = processTerminal(options);
  for (;;) {
    const view = await readQueue(options.project);
    const goesOn = view.entries.some(({ state }) => state !== 'left');
    const redraw = options.watch === true && Boolean(process.stdout.isTTY) && !terminal.json;
    if (redraw) process.stdout.write('\x1b[2J\x1b[H');
    show(view, terminal);
    if (!options.watch || !goesOn) return 0;
    await wait(refreshMs);
  }
}

async function readQueue(project: string): Promise<QueueView> {
  const records = await runsAround(project);
  return queueOf(records, await expectedSeconds(records));
}

function show(view: QueueView, terminal: Terminal): void {
  if (terminal.json) {
    terminal.result(json({ ...queueObject(view), runs: view.entries.map(entryObject) }));
    return;
  }
  if (view.entries.length === 0) {
    terminal.say('Nothing runs or waits.');
    return;
  }
  const head = ['', 'run', 'experiment', 'variant', 'repeat', 'state', 'takes', 'done at'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  let position = 0;
  for (const entry of view.entries) {
    const { runId, experiment, variant, repeat, repeats } = entry.record.header;
    const number = entry.state === 'left' ? '' : String(++position);
    table.push([
      number,
      runId,
      experiment,
      variant,
      `${repeat + 1}/${repeats}`,
      entryWords(entry),
      entry.seconds === undefined ? '' : roughDuration(entry.seconds),
      doneAt(entry) ?? '',
    ]);
  }
  terminal.result(table.toString());
  const words = [placeWords(view), leftWords(view)].filter((part) => part !== undefined).join(', ');
  if (words !== '') terminal.say(`Run ${words}.`);
  const left = view.entries.filter(({ state }) => state === 'left').length;
  if (left > 0) terminal.say(`${left} left over. Go on with: ferexp resume --all`);
}

function queueObject({ total, ended, secondsLeft }: QueueView) {
  return { total, ended, ...(secondsLeft === undefined ? {} : { secondsLeft }) };
}

function entryObject(entry: QueueEntry) {
  const { record, state, place, seconds, startsIn, endsIn } = entry;
  const { runId, experiment, variant, repeat, seed, epoch, epochs, cluster } = record.header;
  return {
    ...{ run: runId, directory: record.directory, experiment, variant, repeat: repeat + 1, seed, state },
    ...{ words: entryWords(entry), queue: place.queue, position: place.position, epoch, epochs },
    ...{ seconds, startsIn, endsIn, job: cluster?.job, jobState: cluster?.jobState },
  };
}
