/** Audits the data of an experiment: copies, labels, counts, pictures without a face, class shifts. */
import path from 'node:path';
import { cacheFolderOf } from '../../experiment/project';
import { type AuditedFace, type AuditReport, type ExclusionKind, exclusionKinds } from '../../schemas/audit';
import { type SplitName, splitNames, type Usage, usages } from '../data/dataset';
import { type Exclusion, formatExclusions } from '../data/exclusions';
import { ferClasses } from '../data/labels/classes';
import { noLabel } from '../data/labels/targets';
import type { FaceCatalogue } from '../faces/catalogue';
import { splitOf } from '../faces/traits';
import type { Progress } from '../progress';
import { counted } from '../../words/numbers';
import { Copies, copyFindings, type FaceSet } from './copies';
import { exclusionsOf } from './exclusions';
import { labelFindings, type OutOfSample } from './labels';
import { nonFaces } from './nonFaces';
import { publishedCounts } from './published';
import { classShift, type CountedSplit } from './shifts';
import { nearCopiesOf } from './storedNearCopies';

export interface AuditOptions {
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** Out-of-sample predictions, or why there are none. */
  readonly predictions: OutOfSample | string;
}

/** An audit with what a file of exclusions is made of. */
export interface Audit {
  readonly report: AuditReport;
  readonly copies: Copies;
  exclusions(kinds: readonly ExclusionKind[]): Exclusion[];
  /** The text of a file of exclusions. */
  exclusionFile(kinds: readonly ExclusionKind[]): string;
}

/** @throws the signal's reason when it is aborted */
export async function audit(catalogue: FaceCatalogue, options: AuditOptions): Promise<Audit> {
  const { data, resolved, ferPlus } = catalogue;
  const { faces, dataset, duplicates } = data;
  const near = await nearCopiesOf(faces, duplicates.firstOf, {
    ...options,
    cacheDirectory: path.join(cacheFolderOf(resolved.file), 'audit'),
  });
  const copies = new Copies(duplicates.firstOf, near);
  const splitById = (id: number) => splitOf(catalogue.facts, id);
  const faceOf = (id: number): AuditedFace => {
    const split = splitById(id);
    return {
      id,
      part: usages[faces.usage[id]!]!,
      ...(split && { split }),
      fer: ferClasses[faces.emotion[id]!]!,
    };
  };
  const part = (name: Usage): FaceSet => ({ name, has: (id) => faces.usage[id] === usages.indexOf(name) });
  const split = (name: SplitName): FaceSet => ({ name, has: (id) => splitById(id) === name });
  const withoutFace = nonFaces(faces, ferPlus?.votes);
  const labels =
    typeof options.predictions === 'string'
      ? undefined
      : labelFindings(options.predictions, {
          faceOf,
          classNames: dataset.classNames,
          labels: dataset.labels,
          labelled: dataset.labels.filter((label) => label !== noLabel).length,
          ...(ferPlus &&
            resolved.data.labels.scheme === 'fer' && {
              people: { fer: faces.emotion, majorityOf: (id: number) => ferPlus.names[ferPlus.labels[id]!] },
            }),
        });
  const exclusions = (kinds: readonly ExclusionKind[]) =>
    exclusionsOf(
      {
        count: faces.count,
        emotion: faces.emotion,
        copies,
        faceOf,
        nonFaces: withoutFace,
        labels: new Map(
          labels?.suspects.map(({ face, given, likely }) => [face.id, `labelled ${given}, probably ${likely}`]),
        ),
      },
      kinds,
    );
  const source = resolved.data.source === 'synthetic' ? 'generated faces' : resolved.data.source;
  const report: AuditReport = {
    version: 1,
    source,
    experiment: resolved.name,
    variant: resolved.variant,
    images: faces.count,
    fingerprint: dataset.fingerprint,
    copies: copyFindings(copies, {
      count: faces.count,
      emotion: faces.emotion,
      faceOf,
      parts: [
        [part('PublicTest'), part('Training')],
        [part('PrivateTest'), part('Training')],
        [part('PrivateTest'), part('PublicTest')],
      ],
      splits: [
        [split('test'), split('train')],
        [split('test'), split('validation')],
        [split('validation'), split('train')],
      ],
    }),
    ...(labels && { labels }),
    ...(typeof options.predictions === 'string' && { noLabels: options.predictions }),
    counts: publishedCounts(faces, ferPlus?.votes),
    nonFaces: [...withoutFace].map(([id, why]) => ({ face: faceOf(id), why })),
    shifts: shiftsOf(catalogue),
    excludable: Object.fromEntries(
      exclusionKinds.map((kind) => [kind, exclusions([kind]).length]),
    ) as AuditReport['excludable'],
  };
  return {
    report,
    copies,
    exclusions,
    exclusionFile: (kinds) => {
      const chosen = exclusions(kinds);
      return formatExclusions(chosen, faces, `${counted(chosen.length, 'face')} of ${source} (${kinds.join(', ')})`);
    },
  };
}

/** Training against validation and test, and the two official test parts where both are tested. */
function shiftsOf({ data: { dataset, faces }, facts }: FaceCatalogue): AuditReport['shifts'] {
  const counts = (name: string, isIn: (id: number) => boolean): CountedSplit => {
    const classes = dataset.classNames.map(() => 0);
    facts.label.forEach((label, id) => {
      if (label !== noLabel && isIn(id)) classes[label]!++;
    });
    return { name, classes };
  };
  const [train, validation, test] = splitNames.map((name) => counts(name, (id) => splitOf(facts, id) === name));
  const isTested = (id: number, usage: Usage) =>
    splitOf(facts, id) === 'test' && faces.usage[id] === usages.indexOf(usage);
  const [first, second] = (['PublicTest', 'PrivateTest'] as const).map((usage) =>
    counts(usage, (id) => isTested(id, usage)),
  );
  const pairs = [
    [train!, validation!],
    [train!, test!],
    [first!, second!],
  ] as const;
  return pairs.flatMap(([a, b]) => classShift(a, b, dataset.classNames, pairs.length) ?? []);
}
