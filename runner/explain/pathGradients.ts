/** Attributions from gradients on the path from a reference to a face: they add up to the change along the path. */
import type { Random } from '../random';
import { gaussLegendre } from './gaussLegendre';
import type { Faces, LogitModel } from './logitModel';

export interface PathAttribution {
  /** In logits, `height · width`. */
  readonly values: Float32Array;
  /** Of all values. */
  readonly sum: number;
  /** What `sum` should be: the target's logit of the face less that of the references, their mean. */
  readonly expected: number;
}

export interface PathTask {
  readonly model: LogitModel;
  readonly face: Faces;
  /** Class whose logit is explained. */
  readonly target: number;
  /** Called after each batch with the points that are done and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One point on a path, and the weight of its gradient. */
interface PathPoint {
  readonly reference: Faces;
  /** 0 at the reference, 1 at the face. */
  readonly share: number;
  readonly weight: number;
}

/**
 * Integrated gradients (Sundararajan, Taly and Yan, 2017): (x − x′) ∫ ∂F/∂x (x′ + α (x − x′)) dα, with the points
 * of Gauss and Legendre.
 * @param steps points on the path; the sum approaches F(x) − F(x′) with more of them
 */
export async function integratedGradients(task: PathTask, baseline: Faces, steps: number): Promise<PathAttribution> {
  const { points, weights } = gaussLegendre(steps);
  const path = points.map((share, i) => ({ reference: baseline, share, weight: weights[i]! }));
  return alongPath(task, path, [baseline]);
}

/**
 * Expected gradients (Erion et al., 2021; GradientSHAP): the mean of (x − x′) ∂F/∂x (x′ + α (x − x′)) over references x′
 * from the data and α from 0 to 1. α is stratified, one from each of as many equal parts as there are samples, which
 * keeps the expectation and removes most of its noise.
 * @param drawReference pixels 0–1 of one training face
 */
export async function expectedGradients(
  task: PathTask,
  drawReference: (random: Random) => Faces,
  random: Random,
  samples: number,
): Promise<PathAttribution> {
  const path = Array.from({ length: samples }, (_, i) => ({
    reference: drawReference(random),
    share: (i + random.uniform()) / samples,
    weight: 1 / samples,
  }));
  return alongPath(
    task,
    path,
    path.map(({ reference }) => reference),
  );
}

async function alongPath(
  { model, face, target, onProgress }: PathTask,
  path: readonly PathPoint[],
  references: readonly Faces[],
): Promise<PathAttribution> {
  const { size, batchSize } = model;
  const values = new Float64Array(size);
  for (let first = 0; first < path.length; first += batchSize) {
    const points = path.slice(first, first + batchSize);
    const faces = new Float32Array(points.length * size);
    points.forEach(({ reference, share }, row) => {
      for (let i = 0; i < size; i++) faces[row * size + i] = reference[i]! + share * (face[i]! - reference[i]!);
    });
    const gradients = await model.gradients(faces, target);
    points.forEach(({ reference, weight }, row) => {
      for (let i = 0; i < size; i++) values[i]! += weight * (face[i]! - reference[i]!) * gradients[row * size + i]!;
    });
    onProgress?.(first + points.length, path.length);
  }
  const [logit, ...referenceLogits] = await targetLogits(model, [face, ...references], target);
  return {
    values: Float32Array.from(values),
    sum: values.reduce((sum, value) => sum + value, 0),
    expected: logit! - referenceLogits.reduce((sum, value) => sum + value, 0) / references.length,
  };
}

/** One class's logit of each face. */
async function targetLogits(model: LogitModel, faces: readonly Faces[], target: number): Promise<number[]> {
  const all = new Float32Array(faces.length * model.size);
  faces.forEach((face, row) => all.set(face, row * model.size));
  const logits = await model.logits(all);
  return faces.map((_, row) => logits[row * model.classes + target]!);
}
