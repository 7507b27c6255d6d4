/** Training targets and evaluation labels of each label scheme. */
import { UserError } from '../../../schemas/userError';
import { type Usage, usages } from '../dataset';
import type { ImportedFaces } from '../import/faceCollector';
import { type Agreement, agreementOf, checkAgreement } from './agreement';
import { ferClasses, ferPlusClassNames, voteColumns } from './classes';
import { applyRule, type UnknownImages, type VoteRule } from './ferPlus';
import type { Votes } from './votes';

/** The value in `labels` of an image without a majority. */
export const noLabel = 255;

export interface Targets {
  readonly classNames: readonly string[];
  /** Training targets by the rule, `count · classes`; a row of zeros when the rule drops the image. */
  readonly targets: Float32Array;
  /** Majority class of every image, `noLabel` when there is none. */
  readonly labels: Uint8Array;
  /** 1 when the rule gives a training target. */
  readonly hasTarget: Uint8Array;
  /** Agreement of FER+ labels with FER2013's own. */
  readonly agreement?: Agreement;
}

/** FER2013's own labels, one-hot. */
export function ferTargets(faces: ImportedFaces): Targets {
  const classes = ferClasses.length;
  const targets = new Float32Array(faces.count * classes);
  faces.emotion.forEach((emotion, index) => (targets[index * classes + emotion] = 1));
  return {
    classNames: ferClasses,
    targets,
    labels: Uint8Array.from(faces.emotion),
    hasTarget: new Uint8Array(faces.count).fill(1),
  };
}

/**
 * FER+ labels of the images, row by row.
 *
 * @throws UserError when votes and images do not belong together
 */
export function ferPlusTargets(
  faces: ImportedFaces,
  votes: Votes,
  rule: VoteRule,
  unknown: UnknownImages = 'remove',
): Targets {
  checkOrder(faces, votes);
  const classNames = ferPlusClassNames(unknown);
  const classes = classNames.length;
  const targets = new Float32Array(faces.count * classes);
  const labels = new Uint8Array(faces.count).fill(noLabel);
  const hasTarget = new Uint8Array(faces.count);
  for (let index = 0; index < faces.count; index++) {
    const row = votes.votes.subarray(index * voteColumns.length, (index + 1) * voteColumns.length);
    const majority = applyRule('majority', row, unknown);
    if (majority) labels[index] = majority.indexOf(1);
    const target = rule === 'majority' ? majority : applyRule(rule, row, unknown);
    if (!target) continue;
    hasTarget[index] = 1;
    targets.set(target, index * classes);
  }
  const agreement = agreementOf(faces, labels);
  checkAgreement(agreement);
  return { classNames, targets, labels, hasTarget, agreement };
}

function checkOrder(faces: ImportedFaces, votes: Votes): void {
  if (votes.beside === undefined && faces.form !== 'rows') {
    throw new UserError(
      'FER+ votes belong to the rows of fer2013.csv, in its order: folders and archives of images have lost that order.',
      'Set data.source to fer2013.csv (or .csv.xz, .csv.gz), or labels.scheme to "fer".',
    );
  }
  if (votes.count !== faces.count) {
    throw new UserError(
      `The FER+ votes have ${votes.count} rows but the data has ${faces.count} images: they are joined row by row, so both must be equal.`,
      'Give the complete fer2013.csv (35,887 rows) and the fer2013new.csv that belongs to it, or set labels.scheme to "fer".',
    );
  }
  const row = votes.usage.findIndex((usage, index) => usage !== faces.usage[index]);
  if (row >= 0) {
    const name = (usage: number | undefined): Usage => usages[usage!]!;
    throw new UserError(
      `The FER+ votes and the data are not in the same order: row ${row + 1} is ${name(votes.usage[row])} in the votes and ${name(faces.usage[row])} in the data.`,
      'Give fer2013.csv and fer2013new.csv as published, with no row sorted, removed or added.',
    );
  }
}
