/** Chooses which faces an exclusion file lists. Test faces are never listed, so that results stay comparable with others. */
import type { AuditedFace, ExclusionKind } from '../../schemas/audit';
import type { Exclusion } from '../data/exclusions';
import type { Copies } from './copies';

export interface ExclusionContext {
  readonly count: number;
  readonly emotion: Uint8Array;
  readonly copies: Copies;
  readonly faceOf: (id: number) => AuditedFace;
  readonly nonFaces: ReadonlyMap<number, string>;
  /** Why its label probably is wrong, by number of the face. */
  readonly labels: ReadonlyMap<number, string>;
}

/**
 * One reason for each face, by number. `leaks`: training and validation faces that are copies of test faces, and training faces
 * that are copies of validation faces. `conflicting`: training and validation faces with a copy of another label there.
 * `copies`: later copies of a training face. `nonFaces`: pictures without a face. `labels`: labels that probably are wrong.
 */
export function exclusionsOf(context: ExclusionContext, kinds: readonly ExclusionKind[]): Exclusion[] {
  const found: Exclusion[] = [];
  for (let id = 0; id < context.count; id++) {
    const { split } = context.faceOf(id);
    if (split === undefined || split === 'test') continue;
    const why = kinds.map((kind) => reasons[kind](id, context)).find((reason) => reason !== undefined);
    if (why !== undefined) found.push({ id, why });
  }
  return found;
}

type Reason = (id: number, context: ExclusionContext) => string | undefined;

function copyAmong({ copies, faceOf }: ExclusionContext, id: number, isIn: (face: AuditedFace) => boolean) {
  const exact = copies.exact(id).find((other) => isIn(faceOf(other)));
  if (exact !== undefined) return { words: 'same picture as', other: faceOf(exact) };
  const near = copies.nearTo(id).find((other) => isIn(faceOf(other)));
  return near === undefined ? undefined : { words: 'near copy of', other: faceOf(near) };
}

const reasons: Readonly<Record<ExclusionKind, Reason>> = {
  leaks: (id, context) => {
    const { split: own } = context.faceOf(id);
    const found = copyAmong(
      context,
      id,
      ({ split }) => split === 'test' || (own === 'train' && split === 'validation'),
    );
    return found && `${found.words} ${found.other.split} face ${found.other.id}`;
  },
  conflicting: (id, context) => {
    const { fer } = context.faceOf(id);
    const found = copyAmong(
      context,
      id,
      ({ split, fer: label }) => split !== undefined && split !== 'test' && label !== fer,
    );
    return found && `${fer}, but ${found.words} face ${found.other.id}, which is ${found.other.fer}`;
  },
  copies: (id, context) => {
    const { split: own } = context.faceOf(id);
    if (own !== 'train') return undefined;
    const found = copyAmong(context, id, ({ split, id: other }) => split === 'train' && other < id);
    return found && `${found.words} face ${found.other.id}`;
  },
  nonFaces: (id, { nonFaces }) => nonFaces.get(id),
  labels: (id, { labels }) => labels.get(id),
};
