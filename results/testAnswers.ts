/** Reads which test images runs got right, to compare single runs. */
import { predictionsFile, readPredictions } from '../storage/run/predictions';
import { stampOf } from './readRun';

/** Which images of the test split a run got right. */
export interface Answers {
  readonly ids: Uint32Array;
  readonly labels: Uint8Array;
  /** 1 where the most probable class is the label. */
  readonly right: Uint8Array;
}

/** A comparison is computed again whenever a run changes, but the predictions of ended runs do not change. */
const cache = new Map<string, { readonly stamp: string; readonly answers: Answers | undefined }>();
const mostCached = 500;

/** The answers of a run on the test split; undefined if its predictions are missing or damaged. */
export async function testAnswers(directory: string): Promise<Answers | undefined> {
  const stamp = await stampOf(predictionsFile(directory, 'test'));
  const cached = cache.get(directory);
  if (cached?.stamp === stamp) return cached.answers;
  const answers = stamp === '' ? undefined : await readAnswers(directory);
  if (cache.size >= mostCached) cache.clear();
  cache.set(directory, { stamp, answers });
  return answers;
}

async function readAnswers(directory: string): Promise<Answers | undefined> {
  try {
    const { probabilities, ids, labels, classNames } = await readPredictions(directory, 'test');
    const classes = classNames.length;
    const right = labels.map((label, example) => {
      const start = example * classes;
      let best = 0;
      for (let k = 1; k < classes; k++) if (probabilities[start + k]! > probabilities[start + best]!) best = k;
      return Number(best === label);
    });
    return { ids, labels, right };
  } catch {
    return undefined;
  }
}

/** Counts images that only one of two runs got right; undefined if their images or labels differ. */
export function disagreement(
  first: Answers,
  second: Answers,
): { onlyFirst: number; onlySecond: number; examples: number } | undefined {
  const examples = first.ids.length;
  if (examples === 0 || examples !== second.ids.length) return undefined;
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let index = 0; index < examples; index++) {
    if (first.ids[index] !== second.ids[index] || first.labels[index] !== second.labels[index]) return undefined;
    onlyFirst += first.right[index]! & ~second.right[index]!;
    onlySecond += second.right[index]! & ~first.right[index]!;
  }
  return { onlyFirst, onlySecond, examples };
}
