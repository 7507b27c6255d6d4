/** Explains the predictions of a run's trained network for some faces. */
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import { cacheFolderOf } from '../../experiment/project';
import type { ResolvedExperiment } from '../../experiment/types';
import { readEnvironment, readResolved } from '../../storage/run/runFile';
import {
  type AttributionMethod,
  type ExplainedFace,
  type Explanations,
  methodTitles,
} from '../../schemas/explanations';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data/load';
import type { Engine } from '../engine/contract';
import { mostProbable } from '../../storage/run/predictions';
import { encodeGrey } from '../faces/png';
import { createPredictPipeline, prepareFaces, scalePixels } from '../techniques';
import { attributionOf, describeMethod, isSigned, needsTrainingFaces, type Raw, type Source } from './attribute';
import { askCopies } from './copies';
import { chooseFaces, classIndex, trueClass } from './chooseFaces';
import { heatMap, scaleOf } from './heatMap';
import { loadModel, savedClasses } from './loadModel';
import { noFaces, withPictures } from './pictures';
import { LogitModel } from './logitModel';
import { softmax } from './softmax';
import type { ExplainSettings } from './task';
import type { Progress } from '../progress';

/**
 * @param engine computes on one thread
 * @throws UserError when model, data or faces are missing, or the data changed since the run. Pictures of the user need no data
 *   where their maps follow from the network alone
 */
export async function explainRun(
  engine: Engine,
  runDirectory: string,
  settings: ExplainSettings,
  onProgress: Progress,
): Promise<Explanations> {
  const recorded = await readResolved(runDirectory);
  const resolved = trainedHere(recorded, path.basename(runDirectory), 'there is no network here to explain');
  const network = await loadModel(engine.tf, runDirectory);
  const files = settings.faces.by === 'pictures' ? settings.faces.files : [];
  if (files.length > 0 && settings.target === 'true') {
    throw new UserError('A picture of yours has no true class.', 'Name a class, or take the predicted one.');
  }
  const model = new LogitModel(engine.tf, network);
  // Whoever tries a picture may have the network without its data.
  const classes = files.length === 0 || needsTrainingFaces(settings) ? undefined : savedClasses(runDirectory);
  const data =
    classes?.length === model.classes
      ? noFaces(classes, model)
      : await unchangedData(runDirectory, resolved, onProgress);
  const dataset = prepareFaces(resolved, await withPictures(data, files));
  const examples = await chooseFaces(runDirectory, settings, dataset, resolved.seed);
  checkSize(model, dataset);
  const source = { model, dataset, settings, seed: resolved.seed };
  const pipeline = createPredictPipeline(resolved, dataset);
  const explained: Explained[] = [];
  for (const [index, example] of examples.entries()) {
    const report = (method: AttributionMethod, done: number, total: number) => {
      const detail = `${methodTitles[method]}, face ${index + 1} of ${examples.length}`;
      onProgress({ detail, done, total });
    };
    const file = files[index];
    const seen = file === undefined ? undefined : { example: index + 1, picture: path.basename(file) };
    const { face, raws } = await explainFace(source, example, report, seen);
    const draw = { seed: resolved.seed, example: file === undefined ? example : index };
    const copies = pipeline && (await askCopies(model, greyOf(source, example), pipeline, draw));
    explained.push({ face: { ...face, ...(copies && { copies }) }, raws });
  }
  network.dispose();
  const scales = scalesOf(explained, source);
  return {
    run: runDirectory,
    experiment: resolved.name,
    variant: resolved.variant,
    ...(files.length === 0 && { split: settings.split }),
    engine: engine.description.id,
    device: engine.description.device,
    width: model.width,
    height: model.height,
    classNames: dataset.classNames,
    scales,
    faces: explained.map(({ face, raws }) => ({
      ...face,
      attributions: raws.map(({ method, values, completeness }) => ({
        method,
        values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
        picture: heatMap(values, model.width, model.height, scales[method]!),
        ...(completeness && { completeness }),
      })),
    })),
  };
}

async function unchangedData(
  runDirectory: string,
  resolved: ResolvedExperiment,
  onProgress: Progress,
): Promise<Dataset> {
  const dataset = await loadDataset(resolved.data, {
    baseDirectory: resolved.baseDirectory,
    cacheDirectory: cacheFolderOf(resolved.file),
    onProgress,
  });
  const environment = await readEnvironment(runDirectory);
  const fingerprint = environment?.data?.fingerprint;
  if (fingerprint === undefined || fingerprint === dataset.fingerprint) return dataset;
  throw new UserError(
    'The data changed since this run: its faces, labels or splits are not those that the network was trained on.',
    'Put the old data back, or run the experiment again.',
  );
}

function checkSize({ width, height }: LogitModel, dataset: Dataset): void {
  if (width === dataset.width && height === dataset.height) return;
  throw new UserError(
    `The network takes faces of ${width}×${height} pixels, and the data has ${dataset.width}×${dataset.height}.`,
    'Run the experiment again on this data.',
  );
}

interface Explained {
  readonly face: Omit<ExplainedFace, 'attributions'>;
  readonly raws: readonly Raw[];
}

const greyOf = ({ model, dataset }: Source, example: number): Uint8Array =>
  dataset.pixels.subarray(example * model.size, (example + 1) * model.size);

/** @param seen of a picture of the user, which has no true class */
async function explainFace(
  source: Source,
  example: number,
  report: (method: AttributionMethod, done: number, total: number) => void,
  seen?: Pick<ExplainedFace, 'example' | 'picture'>,
): Promise<Explained> {
  const { model, dataset, settings } = source;
  const { classNames } = dataset;
  const grey = greyOf(source, example);
  const pixels = new Float32Array(model.size);
  scalePixels(grey, pixels);
  const probabilities = softmax(await model.logits(pixels));
  const predicted = mostProbable(probabilities, 0, probabilities.length);
  const actual = seen ? undefined : trueClass(dataset, example);
  const named = { true: actual, predicted };
  const target = named[settings.target as keyof typeof named] ?? classIndex(classNames, settings.target);
  const raws: Raw[] = [];
  for (const method of settings.methods) {
    const onMethod = (done: number, total: number) => report(method, done, total);
    raws.push(await attributionOf(method, source, { face: pixels, target, example, onProgress: onMethod }));
  }
  return {
    face: {
      ...(seen ?? { example }),
      ...(actual !== undefined && { trueClass: classNames[actual]! }),
      predictedClass: classNames[predicted]!,
      explainedClass: classNames[target]!,
      probabilities,
      image: encodeGrey(grey, model.width, model.height),
    },
    raws,
  };
}

function scalesOf(explained: readonly Explained[], source: Source): Explanations['scales'] {
  return Object.fromEntries(
    source.settings.methods.map((method) => {
      const maps = explained.flatMap(({ raws }) => raws.filter((raw) => raw.method === method));
      const values = maps.map((map) => map.values);
      return [method, scaleOf(values, isSigned(method), describeMethod(method, source))];
    }),
  );
}
