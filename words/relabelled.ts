/** Says which faces training relabelled, for the terminal and the page of a run. */
import type { RelabelledFace, RelabelledRecord } from '../schemas/generated/relabelled';
import { voteWords } from './faceNames';
import { count, counted, percent } from './numbers';

/** How many were relabelled, and, where votes are known, how often people agree with the old and the new label. */
export function relabelledWords({ scheme, trainingFaces, agreement, faces }: RelabelledRecord): string[] {
  const all = counted(trainingFaces, 'training face');
  if (faces.length === 0) return [`None of ${all} has another label.`];
  const sentence = `${count(faces.length)} of ${all} (${percent(faces.length / trainingFaces)}) ${faces.length === 1 ? 'has' : 'have'} another label.`;
  if (!agreement || agreement.faces === 0) return [sentence];
  if (scheme === 'fer+') {
    return [sentence, 'The labels that were given are the majority of FER+’s votes, so the new ones are not.'];
  }
  const { faces: known, given, label } = agreement;
  const share = (part: number) => `${count(part)} (${percent(part / known)})`;
  return [
    sentence,
    `FER+’s votes have a majority for one of these classes on ${count(known)} of them: it is the given label of ${share(given)} and the new label of ${share(label)}.`,
  ];
}

/** `8 neutral, 2 sadness`, most first; empty where no votes are known. */
export function votesInWords({ votes = [] }: Pick<RelabelledFace, 'votes'>, names: readonly string[] = []): string {
  return votes
    .map((number, column) => ({ number, name: voteWords(names[column] ?? '') }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => b.number - a.number)
    .map(({ number, name }) => `${number} ${name}`)
    .join(', ');
}
