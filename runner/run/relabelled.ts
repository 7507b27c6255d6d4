/** Writes which faces training relabelled, beside what people said of them. */
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import type { RelabelledFace, RelabelledRecord } from '../../schemas/generated/relabelled';
import { runFiles } from '../../schemas/runDirectory';
import { writeFileAtomic } from '../../storage/files/atomic';
import type { Dataset } from '../data/dataset';
import { classesOfVotes } from '../data/labels/agreement';
import { voteColumns } from '../data/labels/classes';
import { applyRule } from '../data/labels/ferPlus';
import type { Relabelling } from '../train/relabelling';

/** @throws UserError if the disk is full or similar */
export async function saveRelabelled(
  runDirectory: string,
  { data }: Pick<ResolvedExperiment, 'data'>,
  dataset: Dataset,
  relabelling: Relabelling,
): Promise<void> {
  const record = relabelledRecord(data.labels.scheme, dataset, relabelling);
  await writeFileAtomic(path.join(runDirectory, runFiles.relabelled), `${JSON.stringify(record)}\n`);
}

export function relabelledRecord(
  scheme: RelabelledRecord['scheme'],
  { classNames, splits, votes }: Pick<Dataset, 'classNames' | 'splits' | 'votes'>,
  relabelling: Pick<Relabelling, 'faces' | 'given'>,
): RelabelledRecord {
  const votesOf = (face: number) => votes?.subarray(face * voteColumns.length, (face + 1) * voteColumns.length);
  const faces = relabelling.faces().map(({ example, class: label, epoch }): RelabelledFace => {
    const own = votesOf(example);
    return { face: example, given: relabelling.given(example), label, epoch, ...(own && { votes: [...own] }) };
  });
  return {
    version: 1,
    scheme,
    classNames: [...classNames],
    trainingFaces: splits.train.length,
    ...(votes && { voteNames: [...voteColumns], agreement: agreementOf(classNames, faces) }),
    faces,
  };
}

/** Of faces whose majority, as FER+'s authors define it, is a class here. */
function agreementOf(classNames: readonly string[], faces: readonly RelabelledFace[]) {
  const classOf = classesOfVotes(classNames);
  const counts = { faces: 0, given: 0, label: 0 };
  for (const { given, label, votes } of faces) {
    const majority = applyRule('majority', Uint8Array.from(votes!))?.indexOf(1);
    const found = majority === undefined ? -1 : classOf[majority]!;
    if (found < 0) continue;
    counts.faces++;
    counts.given += Number(given === found);
    counts.label += Number(label === found);
  }
  return counts;
}
