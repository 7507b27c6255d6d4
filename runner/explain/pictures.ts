/** Pictures of the user beside the faces of a dataset. */
import path from 'node:path';
import { readRegularFile } from '../../storage/files/regularFile';
import { printable } from '../../words/printable';
import type { Dataset } from '../data/dataset';
import { decodeGrey } from '../data/import/decodeImage';
import { mostPictureBytes } from '../data/import/limits';

/** A dataset without faces, for pictures alone. @param size of a face in pixels */
export function noFaces(
  classNames: readonly string[],
  size: { readonly width: number; readonly height: number },
): Dataset {
  const none = new Uint32Array(0);
  return {
    ...size,
    channels: 1,
    classNames,
    pixels: new Uint8Array(0),
    targets: new Float32Array(0),
    labels: new Uint8Array(0),
    usage: new Uint8Array(0),
    splits: { train: none, validation: none, test: none },
    fingerprint: '',
    warnings: [],
  };
}

/**
 * The dataset with the pictures after its last face: grey, and of the size of a face. They are in no split.
 * @param files absolute
 * @throws UserError for a file that cannot be read, or is no picture that a dataset may hold
 */
export async function withPictures(dataset: Dataset, files: readonly string[]): Promise<Dataset> {
  if (files.length === 0) return dataset;
  const size = dataset.width * dataset.height;
  const pixels = new Uint8Array(dataset.pixels.length + files.length * size);
  pixels.set(dataset.pixels);
  let start = dataset.pixels.length;
  for (const file of files) {
    const bytes = await readRegularFile(file, 'the picture', mostPictureBytes);
    decodeGrey(bytes, printable(path.basename(file)), dataset.width, pixels.subarray(start, (start += size)));
  }
  return { ...dataset, pixels };
}
