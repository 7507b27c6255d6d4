/** Writes log.txt: what the process prints, and details for finding the cause of an error. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';

/** From now on, copies what is printed to the run's log. @returns a function that stops it */
export function copyOutput(runDirectory: string): () => void {
  const stops = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      appendLog(runDirectory, chunk);
      return write(chunk, ...rest);
    }) as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Ignores errors: a log that cannot be written is no reason to stop training. */
export function appendLog(runDirectory: string, text: string | Uint8Array): void {
  try {
    appendFileSync(path.join(runDirectory, runFiles.log), text);
  } catch {
    return;
  }
}
