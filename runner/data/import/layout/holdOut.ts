/** Holds a share or a fold of the faces out; whole persons where they are known. */
import type { ResolvedHoldOut } from '../../../../experiment/types';
import { UserError } from '../../../../schemas/userError';
import { counted } from '../../../../words/numbers';
import { Random } from '../../../random';
import { inFolds, nearestShare } from '../../units';

/**
 * @param persons number of the person of each face; without them, each face is held out for itself
 * @returns whether each face is held out
 * @throws UserError when there are too few persons or faces
 */
export function heldOutFaces(count: number, persons: Uint32Array | undefined, holdOut: ResolvedHoldOut): boolean[] {
  const units = new Map<number, number[]>();
  for (let face = 0; face < count; face++) {
    const unit = persons?.[face] ?? face;
    const faces = units.get(unit);
    if (faces) faces.push(face);
    else units.set(unit, [face]);
  }
  const priority = new Map(
    [...units.keys()].map((unit) => [unit, new Random(holdOut.seed, 'holdOut', 0, unit).uint32()]),
  );
  const drawn = [...units].sort(([a], [b]) => priority.get(a)! - priority.get(b)! || a - b).map(([, faces]) => faces);
  const out = new Set('folds' in holdOut ? foldOf(drawn, holdOut, persons) : shareOf(drawn, count, holdOut.fraction));
  return Array.from({ length: count }, (_, face) => out.has(face));
}

function foldOf(
  drawn: readonly number[][],
  { folds, fold }: { readonly folds: number; readonly fold: number },
  persons: Uint32Array | undefined,
): number[] {
  if (drawn.length < folds) {
    const units = counted(drawn.length, persons ? 'person' : 'face');
    throw new UserError(`data.holdOut: ${folds} folds cannot be made of ${units}.`, 'Lower data.holdOut.folds.');
  }
  return inFolds(drawn, folds)[fold - 1]!;
}

function shareOf(drawn: readonly number[][], count: number, fraction: number): number[] {
  return nearestShare(drawn, (unit) => unit.length, Math.round(fraction * count)).flat();
}
