/** Computes one attribution method on one face. */
import type { Attribution, AttributionMethod } from '../../schemas/explanations';
import type { Dataset } from '../data/dataset';
import { Random } from '../random';
import { scalePixels } from '../techniques';
import { camLayer, gradCam } from './gradCam';
import type { Faces, LogitModel } from './logitModel';
import { occlusion } from './occlusion';
import { expectedGradients, integratedGradients, type PathAttribution } from './pathGradients';
import type { ExplainSettings } from './task';

export interface Source {
  readonly model: LogitModel;
  readonly dataset: Dataset;
  readonly settings: ExplainSettings;
  /** Seed of the run. */
  readonly seed: number;
}

/** An attribution before it has colours. */
export interface Raw extends Pick<Attribution, 'method' | 'completeness'> {
  readonly values: Float32Array;
}

interface Subject {
  /** Pixels, 0–1. */
  readonly face: Faces;
  readonly target: number;
  /** Id of the face, from which drawn references follow. */
  readonly example: number;
  readonly onProgress: (done: number, total: number) => void;
}

export async function attributionOf(method: AttributionMethod, source: Source, subject: Subject): Promise<Raw> {
  const { model, settings, dataset, seed } = source;
  const { face, target, example, onProgress } = subject;
  const path = { model, face, target, onProgress };
  switch (method) {
    case 'integratedGradients':
      return complete(method, await integratedGradients(path, baselineOf(source), settings.steps));
    case 'expectedGradients': {
      const random = new Random(seed, 'expected-gradients', 0, example);
      return complete(
        method,
        await expectedGradients(path, (draw) => drawFace(dataset, model.size, draw), random, settings.samples),
      );
    }
    case 'gradCam': {
      onProgress(0, 1);
      return { method, values: await gradCam(model, face, target, camLayer(model.model, settings.layer)) };
    }
    case 'occlusion': {
      const values = await occlusion(model, face, target, baselineOf(source), settings.patches, onProgress);
      return { method, values };
    }
  }
}

function complete(method: AttributionMethod, { values, sum, expected }: PathAttribution): Raw {
  return { method, values, completeness: { sum, expected } };
}

function drawFace({ splits: { train }, pixels }: Dataset, size: number, random: Random): Faces {
  const example = train[random.integer(train.length)]!;
  const face = new Float32Array(size);
  scalePixels(pixels.subarray(example * size, (example + 1) * size), face);
  return face;
}

function baselineOf({ settings, dataset, model: { size } }: Source): Faces {
  const mean = new Float64Array(size);
  if (settings.baseline === 'black') return Float32Array.from(mean);
  const { train } = dataset.splits;
  for (const example of train) for (let i = 0; i < size; i++) mean[i]! += dataset.pixels[example * size + i]!;
  return Float32Array.from(mean, (sum) => sum / (255 * train.length));
}

/** Whether the maps depend on training faces, and not on the network and the face alone. */
export function needsTrainingFaces({ methods, baseline }: Pick<ExplainSettings, 'methods' | 'baseline'>): boolean {
  return methods.some((method) => method === 'expectedGradients' || (method !== 'gradCam' && baseline === 'mean'));
}

/** Whether a method also shows what counts against a class; only Grad-CAM does not. */
export function isSigned(method: AttributionMethod): boolean {
  return method !== 'gradCam';
}

const baselineWords = { black: 'a black picture', mean: 'the mean training face' } as const;

/** How a method's values were computed, in words. */
export function describeMethod(method: AttributionMethod, { model, settings }: Source): string {
  const baseline = baselineWords[settings.baseline];
  switch (method) {
    case 'integratedGradients':
      return `Logits, ${settings.steps} points on the path from ${baseline}`;
    case 'expectedGradients':
      return `Logits, ${settings.samples} drawn training faces as references`;
    case 'gradCam':
      return `Layer ${camLayer(model.model, settings.layer).name}`;
    case 'occlusion': {
      const { patch, stride } = settings.patches;
      return `Lost logits under squares of ${patch} pixels, every ${stride}, from ${baseline}`;
    }
  }
}
