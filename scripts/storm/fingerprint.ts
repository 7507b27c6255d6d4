/** What two runs with the same settings and seed have in common, byte for byte. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../schemas/runDirectory';

/** A hash of the files with the trained model and its results; they contain neither times nor machines. */
export function fingerprint(directory: string): string {
  const hash = createHash('sha256');
  const at = (...names: string[]) => path.join(directory, ...names);
  for (const name of readdirSync(at(runFiles.model)).sort())
    hash.update(name).update(readFileSync(at(runFiles.model, name)));
  for (const name of readdirSync(at(runFiles.predictions)).sort())
    hash.update(readFileSync(at(runFiles.predictions, name)));
  const last = readdirSync(at(runFiles.checkpoint)).sort().at(-1)!;
  hash.update(last).update(readFileSync(at(runFiles.checkpoint, last, 'tensors.bin')));
  const {
    splits,
    best,
    last: lastEpoch,
  } = JSON.parse(readFileSync(at(runFiles.summary), 'utf8')) as Record<string, unknown>;
  return hash.update(JSON.stringify({ splits, best, last: lastEpoch })).digest('hex');
}
