/** Lists the faces that a run predicted right or wrong, the most confident predictions first. */
import { mostProbable, readPredictions, type Predictions } from '../storage/run/predictions';
import type { PredictedFace, PredictedFaces, PredictionQuery } from '../schemas/faces';

/**
 * The most confident first, equal ones by number.
 * @param cell true and predicted class; undefined for all wrong predictions
 */
export function facesOf(predictions: Predictions, cell: PredictionQuery['cell']): PredictedFace[] {
  const { classNames, probabilities, ids, labels } = predictions;
  const classes = classNames.length;
  const found: PredictedFace[] = [];
  labels.forEach((truth, index) => {
    const row = probabilities.subarray(index * classes, (index + 1) * classes);
    const predicted = mostProbable(row, 0, classes);
    const wanted = cell ? truth === cell.truth && predicted === cell.predicted : truth !== predicted;
    if (wanted) found.push({ id: ids[index]!, truth, predicted, probabilities: [...row] });
  });
  const confidence = ({ probabilities: row, predicted }: PredictedFace): number => row[predicted]!;
  return found.sort((a, b) => confidence(b) - confidence(a) || a.id - b.id);
}

/** @throws UserError if the run has no predictions of the split, or if they are damaged */
export async function predictedFaces(runDirectory: string, query: PredictionQuery): Promise<PredictedFaces> {
  const predictions = await readPredictions(runDirectory, query.split);
  const all = facesOf(predictions, query.cell);
  const { offset, limit } = query;
  return {
    query,
    classNames: predictions.classNames,
    ...(predictions.classesOnly === true && { classesOnly: true }),
    total: all.length,
    faces: all.slice(offset, offset + limit),
  };
}
