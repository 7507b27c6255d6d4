/** Pictures that show no face: nearly even ones, and those that the FER+ annotators call so. */
import type { FaceImages } from '../data/dataset';
import { voteColumns } from '../data/labels/classes';
import { applyRule } from '../data/labels/ferPlus';
import { decimal } from '../../words/numbers';
import { contrastOf, leastContrast } from './nearCopies';

const notAFace = voteColumns.indexOf('NF');

/** Why each such picture is one, by its number. */
export function nonFaces(faces: FaceImages, votes: Uint8Array | undefined): Map<number, string> {
  const found = new Map<number, string>();
  const columns = voteColumns.length;
  for (let id = 0; id < faces.count; id++) {
    const own = votes?.subarray(id * columns, (id + 1) * columns);
    const contrast = contrastOf(faces, id);
    if (contrast === 0) found.set(id, 'every pixel has the same grey value');
    else if (contrast < leastContrast) found.set(id, `nearly even: its grey values spread by ${decimal(contrast, 1)}`);
    else if (own && applyRule('majority', own, 'class')?.[notAFace] === 1) {
      found.set(id, `${own[notAFace]} of ${own.reduce((sum, value) => sum + value, 0)} FER+ votes say it is no face`);
    }
  }
  return found;
}
