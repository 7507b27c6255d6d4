/** Labels that probably are wrong, from out-of-sample predictions, and what the FER+ votes say of them. */
import type { AuditedFace, LabelFinding, LabelFindings } from '../../schemas/audit';
import { labelsDisagree } from '../faces/traits';
import { labelIssues } from './confidentLearning';

/** Probabilities of faces by networks that were not trained on them. */
export interface OutOfSample {
  /** Such as `4 runs of folds`. */
  readonly from: string;
  readonly classNames: readonly string[];
  readonly ids: Uint32Array;
  /** `ids.length · classes`. */
  readonly probabilities: Float32Array;
}

export interface LabelContext {
  readonly faceOf: (id: number) => AuditedFace;
  readonly classNames: readonly string[];
  /** Class of every image, `noLabel` when it has none. */
  readonly labels: Uint8Array;
  /** Faces with a label. */
  readonly labelled: number;
  /** FER label of every image, with the FER+ majority by name; absent unless these are two different opinions. */
  readonly people?: { readonly fer: Uint8Array; readonly majorityOf: (id: number) => string | undefined };
}

/** Suspects that are checked against the votes. */
const checkedFirst = 500;

export function labelFindings(predicted: OutOfSample, context: LabelContext): LabelFindings {
  const { ids, probabilities } = predicted;
  const { classNames, faceOf, people } = context;
  const classes = classNames.length;
  const labels = Uint8Array.from(ids, (id) => context.labels[id]!);
  const { issues, joint } = labelIssues({ probabilities, labels, classes }, 'both', 'margin');
  const suspects = issues.map((i): LabelFinding => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    const majority = people?.majorityOf(ids[i]!);
    return {
      face: faceOf(ids[i]!),
      given: classNames[labels[i]!]!,
      likely: classNames[row.indexOf(Math.max(...row))]!,
      confidence: Math.round(row[labels[i]!]! * 1e4) / 1e4,
      ...(majority !== undefined && { people: majority }),
    };
  });
  const off = joint.flatMap((row, given) => row.filter((_, truth) => truth !== given));
  const wrong = off.reduce((sum, value) => sum + value, 0);
  return {
    from: predicted.from,
    predicted: ids.length,
    labelled: context.labelled,
    classNames,
    joint,
    noise: ids.length === 0 ? 0 : wrong / ids.length,
    suspects,
    ...(people && { checked: checkedBy(people, suspects, ids) }),
  };
}

function checkedBy(
  { fer, majorityOf }: NonNullable<LabelContext['people']>,
  suspects: readonly LabelFinding[],
  ids: Uint32Array,
): NonNullable<LabelFindings['checked']> {
  const disagree = (id: number): boolean | undefined => {
    const majority = majorityOf(id);
    return majority === undefined ? undefined : labelsDisagree(fer[id]!, majority);
  };
  const verdicts = (of: Iterable<number>) => Array.from(of, disagree).filter((verdict) => verdict !== undefined);
  const first = verdicts(suspects.slice(0, checkedFirst).map(({ face }) => face.id));
  const all = verdicts(ids);
  const wrong = (list: readonly boolean[]) => list.filter(Boolean).length;
  return { first: first.length, wrong: wrong(first), base: all.length === 0 ? 0 : wrong(all) / all.length };
}
