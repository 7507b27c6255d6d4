/** Writes and reads events.jsonl, which records what happens in a run. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../schemas/generated/run-event';
import { runFiles } from '../../schemas/runDirectory';
import { refuseFenced } from '../files/fence';
import { fileError } from '../files/fileError';
import { parseEventLine } from './eventLine';
import { isThere } from '../files/read';
import { openRegularFile } from '../files/regularFile';

export type { RunEvent };

type Unstamped<Event> = Event extends RunEvent ? Omit<Event, 'seq' | 'time'> : never;
/** An event without `seq` and `time`, which the writer adds. */
export type NewEvent = Unstamped<RunEvent>;

const newline = 0x0a;
const chunkBytes = 1 << 16;

/** Appends to events.jsonl. A run directory may have one writer at a time: hold its lock. */
export class EventWriter {
  private constructor(
    private readonly file: string,
    private readonly descriptor: number,
    private size: number,
    private seq: number,
  ) {}

  /**
   * Opens the events of a run directory for appending. A last line that a crash left incomplete is cut off, because the
   * next event would be lost with it; `seq` continues from the last complete event.
   * @throws UserError when the file cannot be written
   */
  static async open(runDirectory: string): Promise<EventWriter> {
    const file = path.join(runDirectory, runFiles.events);
    try {
      const descriptor = openSync(file, 'a+');
      const { size, lastSeq } = findEnd(descriptor);
      if (fstatSync(descriptor).size !== size) ftruncateSync(descriptor, size);
      return new EventWriter(file, descriptor, size, lastSeq + 1);
    } catch (error) {
      throw fileError(error, `write ${file}`);
    }
  }

  /**
   * Appends one line, which is complete when this returns. Checkpoints and the end are also forced to the disk: later files
   * rely on them after a power failure.
   * @returns the event as written
   * @throws UserError when the disk is full and the like, or when another process has taken over the run; the file then ends
   *   as before
   */
  write(event: NewEvent): RunEvent {
    refuseFenced(this.file);
    const { type, ...rest } = event;
    const stamped = { seq: this.seq, time: new Date().toISOString(), type, ...rest } as RunEvent;
    const line = Buffer.from(`${JSON.stringify(stamped)}\n`, 'utf8');
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.descriptor, line, written);
      if (type === 'checkpoint' || type === 'run-ended') fsyncSync(this.descriptor);
    } catch (error) {
      this.dropTornLine();
      throw fileError(error, `write ${this.file}`);
    }
    this.size += line.length;
    this.seq++;
    return stamped;
  }

  private dropTornLine(): void {
    try {
      ftruncateSync(this.descriptor, this.size);
    } catch {
      // The caller must get the first error; the next process that opens the file repairs it.
      return;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** The end of the last complete line and the `seq` of the last readable event, −1 if there is none. Reads from the end. */
function findEnd(descriptor: number): { size: number; lastSeq: number } {
  const total = fstatSync(descriptor).size;
  for (let length = Math.min(total, chunkBytes); ; length = Math.min(total, length * 2)) {
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, total - length);
    const end = buffer.lastIndexOf(newline) + 1;
    const lastSeq = lastSeqOf(buffer.subarray(0, end), length === total);
    if (length === total) return { size: end, lastSeq: lastSeq ?? -1 };
    if (lastSeq !== undefined) return { size: total - length + end, lastSeq };
  }
}

function lastSeqOf(lines: Buffer, fromStart: boolean): number | undefined {
  const texts = lines.toString('utf8').split('\n').slice(0, -1);
  // The first line of a window may be incomplete.
  for (let index = texts.length - 1; index >= (fromStart ? 0 : 1); index--) {
    try {
      const value: unknown = JSON.parse(texts[index]!);
      if (typeof value === 'object' && value !== null && 'seq' in value && Number.isInteger(value.seq)) {
        return value.seq as number;
      }
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Numbers of lines that a reader skipped. */
export interface SkippedLines {
  /** Events of a newer version. */
  readonly unknown: number;
  /** Not JSON, or an event that lacks a required property. */
  readonly corrupt: number;
}

/** Reads events.jsonl as it grows: only complete lines, each once. */
export class EventTail {
  private offset = 0;
  private unknown = 0;
  private corrupt = 0;
  private restarted = 0;

  constructor(private readonly file: string) {}

  get skipped(): SkippedLines {
    return { unknown: this.unknown, corrupt: this.corrupt };
  }

  /** How often the file was shorter than what had been read of it: it was replaced, and reading started again. */
  get restarts(): number {
    return this.restarted;
  }

  /**
   * The events of the lines that were completed since the last call. Empty when there is no such file yet.
   * @throws UserError when the file cannot be read
   */
  async read(): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for await (const line of this.lines()) {
      const parsed = parseEventLine(line);
      if (typeof parsed === 'object') events.push(parsed);
      else if (parsed === 'unknown') this.unknown++;
      else this.corrupt++;
    }
    return events;
  }

  /** The first event of the file, read without the rest of it. @throws UserError when the file cannot be read */
  async first(): Promise<RunEvent | undefined> {
    for await (const line of new EventTail(this.file).lines()) {
      const parsed = parseEventLine(line);
      if (typeof parsed === 'object') return parsed;
    }
    return undefined;
  }

  private async *lines(): AsyncGenerator<string> {
    if (!(await isThere(this.file))) return;
    const { handle } = await openRegularFile(this.file, 'the events');
    try {
      const { size } = await handle.stat();
      if (size < this.offset) {
        this.offset = 0;
        this.restarted++;
      }
      let rest: Buffer = Buffer.alloc(0);
      for (let position = this.offset; position < size;) {
        const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - position));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        // Cut at line feeds before decoding: the byte occurs in no multi-byte character of UTF-8.
        const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
        let start = 0;
        for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
          const line = bytes.toString('utf8', start, end);
          this.offset += end + 1 - start;
          start = end + 1;
          if (line.trim() !== '') yield line;
        }
        rest = bytes.subarray(start);
      }
    } catch (error) {
      throw fileError(error, `read ${this.file}`);
    } finally {
      await handle.close();
    }
  }
}
