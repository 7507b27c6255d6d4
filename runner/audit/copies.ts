/** What exact and near copies mean for the parts and splits of a data set. */
import type { AuditedFace, CopiesAcross, CopyChange, CopyFindings, ExactGroup, NearPair } from '../../schemas/audit';
import type { NearCopy } from './nearCopies';
import type { Pose } from './warp';

/** For each face, what it is a copy of. */
export class Copies {
  /** Images of each group of identical ones, by the first of them. */
  private readonly members = new Map<number, number[]>();
  private readonly alike = new Map<number, number[]>();

  /**
   * @param firstOf for each image, the first image with the same pixels
   * @param near between such first images
   */
  constructor(
    private readonly firstOf: Uint32Array,
    readonly near: readonly NearCopy[],
  ) {
    firstOf.forEach((first, id) => push(this.members, first, id));
    for (const { first, second } of near) {
      push(this.alike, first, second);
      push(this.alike, second, first);
    }
  }

  /** Groups of two or more identical images. */
  groups(): (readonly number[])[] {
    return [...this.members.values()].filter((group) => group.length > 1);
  }

  /** Other images with the same pixels. */
  exact(id: number): number[] {
    return this.members.get(this.firstOf[id]!)!.filter((other) => other !== id);
  }

  /** Images that show the same picture with other pixels. */
  nearTo(id: number): number[] {
    return (this.alike.get(this.firstOf[id]!) ?? []).flatMap((first) => this.members.get(first)!);
  }

  /** Whether a face has a copy among some others: an exact one, only a near one, or none. */
  kindAmong(id: number, isIn: (other: number) => boolean): 'exact' | 'near' | undefined {
    if (this.exact(id).some(isIn)) return 'exact';
    return this.nearTo(id).some(isIn) ? 'near' : undefined;
  }
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** A named set of faces. */
export interface FaceSet {
  readonly name: string;
  readonly has: (id: number) => boolean;
}

/** How many faces of one set have a copy in another. */
export function across(copies: Copies, ids: Iterable<number>, of: FaceSet, other: FaceSet): CopiesAcross {
  let [exact, near] = [0, 0];
  for (const id of ids) {
    if (!of.has(id)) continue;
    const kind = copies.kindAmong(id, other.has);
    if (kind === 'exact') exact++;
    else if (kind === 'near') near++;
  }
  return { of: of.name, in: other.name, exact, near };
}

export interface CopyContext {
  readonly count: number;
  readonly emotion: Uint8Array;
  readonly faceOf: (id: number) => AuditedFace;
  /** Pairs of sets: the official parts. */
  readonly parts: readonly (readonly [FaceSet, FaceSet])[];
  readonly splits: readonly (readonly [FaceSet, FaceSet])[];
}

export function copyFindings(copies: Copies, context: CopyContext): CopyFindings {
  const { count, emotion, faceOf } = context;
  const all = Array.from({ length: count }, (_, id) => id);
  const groups = copies.groups().map((ids): ExactGroup => ({
    faces: ids.map(faceOf),
    conflicting: new Set(ids.map((id) => emotion[id])).size > 1,
  }));
  const near = copies.near
    .map((pair): NearPair => ({
      first: faceOf(pair.first),
      second: faceOf(pair.second),
      correlation: rounded(pair.correlation, 4),
      change: changeOf(pair.pose),
    }))
    .sort((a, b) => b.correlation - a.correlation || a.first.id - b.first.id);
  const counts = (pairs: readonly (readonly [FaceSet, FaceSet])[]) =>
    pairs.map(([of, other]) => across(copies, all, of, other));
  const evaluated = ({ split }: AuditedFace) => split === 'validation' || split === 'test';
  return {
    different: count - groups.reduce((sum, { faces }) => sum + faces.length - 1, 0),
    groups: groups.sort((a, b) => Number(b.conflicting) - Number(a.conflicting)),
    conflicting: groups.filter(({ conflicting }) => conflicting).length,
    near,
    nearFaces: all.filter((id) => copies.nearTo(id).length > 0).length,
    nearConflicting: near.filter(({ first, second }) => first.fer !== second.fer).length,
    augmentedAcross: near.filter(
      ({ first, second, change }) =>
        isMoved(change) &&
        ((first.split === 'train' && evaluated(second)) || (second.split === 'train' && evaluated(first))),
    ).length,
    parts: counts(context.parts),
    splits: counts(context.splits),
  };
}

function changeOf({ flip, turn, scale, dx, dy }: Pose): CopyChange {
  return { flipped: flip, turn: rounded(turn, 1), scale: rounded(scale, 3), shift: [rounded(dx, 1), rounded(dy, 1)] };
}

/** Whether one picture is the other flipped, turned by 2°, scaled by 3 % or shifted by a pixel or more. */
export function isMoved({ flipped, turn, scale, shift: [dx, dy] }: CopyChange): boolean {
  return flipped || Math.abs(turn) >= 2 || Math.abs(scale - 1) >= 0.03 || Math.max(Math.abs(dx), Math.abs(dy)) >= 1;
}

function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
