/** Estimates how long a run will take, from a speed. */
import { trainingPasses } from '../experiment/techniques';
import { trainingStages, type TrainingStage } from '../experiment/trainingStages';
import { candidateCount } from '../experiment/search';
import type {
  ResolvedData,
  ResolvedExperiment,
  ResolvedSearch,
  ResolvedTechniques,
  ResolvedTraining,
} from '../experiment/types';
import type { Speed } from './speeds';
import { predictionSpeedup } from './timeLeft';

/** FER2013's public test, as a share of its training images. */
const publicTestShare = 3589 / 28_709;

/** Validation images for each training image. */
function validationShare({ validation }: ResolvedData): number {
  return validation === 'publicTest' ? publicTestShare : validation.fraction / (1 - validation.fraction);
}

/** Images that are predicted after an epoch, on average: an average of the weights is validated beside the last ones. */
function predictedEachEpoch(
  { ema, swa, preciseBatchNorm }: ResolvedTechniques,
  { training, validation }: Examples,
): number {
  const averaged = ema ? 1 : swa ? 1 - swa.start : 0;
  const statistics = preciseBatchNorm
    ? Math.min(preciseBatchNorm.images, training)
    : averaged * Math.min(swa?.statistics ?? 0, training);
  return validation * (1 + averaged) + statistics;
}

interface Examples {
  readonly training: number;
  readonly validation: number;
}

/** Images of one stage. */
interface Work {
  readonly trained: number;
  /** Validated after each epoch. */
  readonly validated: number;
  /** Through the frozen layers below a head, forward only; once if their output is kept. */
  readonly computed: number;
  /** Answered by a teacher. */
  readonly answered: number;
}

function workOf(
  { epochs, trainable }: TrainingStage,
  features: ResolvedTraining['features'],
  techniques: ResolvedTechniques,
  examples: Examples,
): Work {
  const { training, validation } = examples;
  // A teacher answers in every pass.
  const answered = techniques.distillation ? epochs * training * trainingPasses(techniques) : 0;
  if (trainable !== 'head') {
    const validated = epochs * predictedEachEpoch(techniques, examples);
    return { trained: epochs * training * trainingPasses(techniques), validated, computed: 0, answered };
  }
  const passes = features === 'live' ? epochs : Math.min(epochs, features === 'cached' ? 1 : features);
  const validations = features === 'live' ? epochs : Math.min(epochs, 1);
  return { trained: 0, validated: 0, computed: passes * training + validations * validation, answered };
}

/** Every candidate is trained once for each fold: on the other folds, and validated on this one. */
function searchWork(
  training: ResolvedTraining,
  techniques: ResolvedTechniques,
  search: ResolvedSearch,
  examples: number,
): Work {
  const { folds, epochs } = search;
  const held = examples / folds;
  const stage = { epochs, learningRate: training.optimizer.learningRate, trainable: training.trainable };
  const fold = workOf(stage, training.features, techniques, { training: examples - held, validation: held });
  const trainings = candidateCount(search) * folds;
  return {
    trained: trainings * fold.trained,
    validated: trainings * fold.validated,
    computed: trainings * fold.computed,
    answered: trainings * fold.answered,
  };
}

/**
 * Seconds of one run with its search and all its epochs; less if it stops early. With a measured speed, every epoch trains
 * and validates, and at the end training, validation and test images are predicted once, test images again for each copy
 * of test-time augmentation. With the speed of a run: its time per epoch, and its overhead. Training a head itself is taken
 * to need no time. A teacher whose speed is not known is taken to be as fast as the network that learns; the speed of a run
 * that had one includes it.
 * @param trainingExamples images of the training split
 */
export function runSeconds(
  { training, data, techniques, search }: Pick<ResolvedExperiment, 'training' | 'data' | 'techniques' | 'search'>,
  trainingExamples: number,
  speed: Pick<Speed, 'training' | 'inference' | 'overheadSeconds' | 'taught' | 'answering'>,
): number {
  const validation = trainingExamples * validationShare(data);
  const test = (trainingExamples + validation) * publicTestShare * data.test.length;
  const passes = 1 + (techniques.testTimeAugmentation?.samples ?? 0);
  const works = trainingStages(training).map((stage) =>
    workOf(stage, training.features, techniques, { training: trainingExamples, validation }),
  );
  if (search) works.push(searchWork(training, techniques, search, trainingExamples));
  const total = (kind: keyof Work) => works.reduce((sum, work) => sum + work[kind], 0);
  const predicting = speed.inference ?? predictionSpeedup * speed.training;
  const answers = speed.taught ? 0 : total('answered') / (speed.answering ?? predicting);
  const train = total('trained') / speed.training + answers;
  if (speed.inference === undefined) {
    return train + total('computed') / predicting + (speed.overheadSeconds ?? 0);
  }
  const predicted = total('validated') + total('computed') + trainingExamples + validation + test * passes;
  return train + predicted / predicting;
}

/** `by the last measurement`, `by the last run`. */
export function sourceWords({ source }: Pick<Speed, 'source'>): string {
  return source === 'measurement' ? 'by the last measurement' : 'by the last run like it';
}
