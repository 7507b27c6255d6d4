/** Makes a run of the answers that several runs give together. Nothing is trained, and no network is computed. */
import { createHash } from 'node:crypto';
import type { ImportedExperiment } from '../../experiment/types';
import type { Ensemble } from '../../schemas/imported';
import { UserError } from '../../schemas/userError';
import { type Predictions, readPredictions } from '../../storage/run/predictions';
import { printable } from '../../words/printable';
import type { Dataset } from '../data/dataset';
import { createCombiner } from '../evaluate/combination';
import { type AnsweredRun, type OfSplit, writeAnsweredRun } from './answeredRun';

export interface EnsemblePlan {
  /** Without what it is made of: its name, and the data of its members. */
  readonly base: Omit<ImportedExperiment, 'imported'>;
  readonly runsRoot: string;
  /** The data of all members. */
  readonly dataset: Dataset;
  readonly ensemble: Ensemble;
  /** Of the members, in their order. */
  readonly directories: readonly string[];
  /** The splits that all members have answers for. */
  readonly splits: readonly string[];
}

/**
 * @throws UserError where a member has no predictions, or answered for other faces than the first one; nothing is then made
 */
export async function makeEnsemble(plan: EnsemblePlan): Promise<AnsweredRun> {
  const { ensemble, directories, dataset } = plan;
  const splits: OfSplit[] = [];
  for (const split of plan.splits) {
    const members: Predictions[] = [];
    for (const directory of directories) members.push(await readPredictions(directory, split));
    splits.push(combined(split, members, plan));
  }
  const tested = splits.find(({ split }) => split === 'test')!;
  const resolved: ImportedExperiment = {
    ...plan.base,
    imported: {
      file: `${ensemble.combine} of ${directories.length} runs`,
      sha256: createHash('sha256').update(new Uint8Array(tested.probabilities.slice().buffer)).digest('hex'),
      importedAt: new Date().toISOString(),
      answers: 'probabilities',
      ensemble,
    },
  };
  return writeAnsweredRun({ runsRoot: plan.runsRoot, resolved, dataset, splits });
}

function combined(split: string, members: readonly Predictions[], { ensemble, dataset }: EnsemblePlan): OfSplit {
  const { ids, classNames } = members[0]!;
  if (classNames.join() !== dataset.classNames.join()) throw otherFaces(0, split, ensemble);
  return { split, ids, probabilities: answersTogether(split, members, ensemble), classesOnly: false };
}

/**
 * What the members of an ensemble answer together, `examples · classes`.
 * @param members in the order of the ensemble
 * @throws UserError where one answered for other faces than the first, or has classes alone and a mean is asked for
 */
export function answersTogether(split: string, members: readonly Predictions[], ensemble: Ensemble): Float32Array {
  const first = members[0]!;
  const combiner = createCombiner(ensemble.combine, first.ids.length, first.classNames.length);
  members.forEach((member, index) => {
    if (!answersForTheSame(member, first)) throw otherFaces(index, split, ensemble);
    if (member.classesOnly === true && ensemble.combine === 'mean') throw classesAlone(index, ensemble);
    combiner.add(member.probabilities);
  });
  return combiner.combined();
}

function answersForTheSame(member: Predictions, first: Predictions): boolean {
  const same = (a: Uint8Array | Uint32Array, b: Uint8Array | Uint32Array): boolean =>
    a.length === b.length && a.every((value, index) => value === b[index]);
  return (
    same(member.ids, first.ids) &&
    same(member.labels, first.labels) &&
    member.classNames.join() === first.classNames.join() &&
    (member.pictures === undefined || first.pictures === undefined || same(member.pictures, first.pictures))
  );
}

function otherFaces(index: number, split: string, { members }: Ensemble): UserError {
  return new UserError(
    `The run ${printable(members[index]!.run)} answered for other ${split} faces, or has other labels, than ${printable(members[0]!.run)}: they cannot answer together.`,
    'Take runs with the same data, labels and splits.',
  );
}

function classesAlone(index: number, { members }: Ensemble): UserError {
  return new UserError(
    `The run ${printable(members[index]!.run)} has classes alone, and a mean needs probabilities.`,
    'Let them vote: --combine vote.',
  );
}
