/** Fills in what a file leaves out. The schema's `default`s are the source; here is only what depends on another setting. */
import type {
  AugmentationConfig,
  DataConfig,
  ModelConfig,
  TechniquesConfig,
  TestTimeAugmentationConfig,
  TrainingConfig,
} from '../schemas/generated/experiment';
import { definition, dereference, schemaDefault } from './schema';
import type {
  ResolvedAugmentation,
  ResolvedData,
  ResolvedExperiment,
  ResolvedSchedule,
  ResolvedTechniques,
  ResolvedTestTimeAugmentation,
  ResolvedTraining,
} from './types';

/** L2 penalty of each model when the file gives none; as the schema's text says. */
const l2Defaults: Readonly<Record<ModelConfig['type'], number>> = { customCnn: 0.01, smallCnn: 0 };

/** The given object with the defaults of that definition under it, in the schema's order. Such defaults are no objects. */
function filled<T extends object>(name: string, given: Partial<T>): T {
  const values = given as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const [key, node] of Object.entries(definition(name).properties ?? {})) {
    const value = values[key] ?? dereference(node).default;
    if (value !== undefined) result[key] = value;
  }
  return result as T;
}

export function resolveModel(model: ModelConfig): ResolvedExperiment['model'] {
  return filled<Required<ModelConfig>>('model', { l2: l2Defaults[model.type], ...model });
}

export function resolveData(data: DataConfig): ResolvedData {
  const validation = data.validation ?? schemaDefault<NonNullable<DataConfig['validation']>>('data', 'validation');
  // A part that validates cannot also test, so it leaves the default.
  const parts = schemaDefault<NonNullable<DataConfig['test']>>('data', 'test').filter((part) => part !== validation);
  return {
    source: data.source,
    ...(data.source === 'synthetic' ? { synthetic: filled('synthetic', data.synthetic ?? {}) } : {}),
    labels: filled('labels', data.labels ?? {}),
    validation: validation === 'publicTest' ? validation : filled('validationFraction', validation),
    test: data.test ?? parts,
    fraction: data.fraction ?? schemaDefault('data', 'fraction'),
  };
}

export function resolveTraining(training: TrainingConfig): ResolvedTraining {
  const optimizer =
    training.optimizer ?? schemaDefault<NonNullable<TrainingConfig['optimizer']>>('training', 'optimizer');
  const schedule = training.schedule ?? schemaDefault<NonNullable<TrainingConfig['schedule']>>('training', 'schedule');
  return {
    epochs: training.epochs,
    batchSize: training.batchSize ?? schemaDefault('training', 'batchSize'),
    optimizer: filled<ResolvedTraining['optimizer']>(optimizer.type, optimizer),
    schedule: filled<ResolvedSchedule>(`${schedule.type}Schedule`, schedule),
    ...(training.earlyStopping ? { earlyStopping: filled('earlyStopping', training.earlyStopping) } : {}),
    classWeights: training.classWeights ?? schemaDefault('training', 'classWeights'),
    selectBest: training.selectBest ?? schemaDefault('training', 'selectBest'),
  };
}

export function resolveAugmentation(given: AugmentationConfig): ResolvedAugmentation {
  const { brightness, contrast, ...always } = given;
  const all = filled<Required<typeof always>>('augmentation', always);
  const { zoom } = all;
  return {
    ...all,
    zoom: typeof zoom === 'number' ? [1 - zoom, 1 + zoom] : range(zoom),
    ...(brightness ? { brightness: range(brightness) } : {}),
    ...(contrast ? { contrast: range(contrast) } : {}),
  };
}

function range(values: readonly number[]): readonly [number, number] {
  return [values[0]!, values[1]!];
}

/** Does it leave every image as it is? */
export function changesNothing(augmentation: ResolvedAugmentation): boolean {
  const { horizontalFlip, verticalFlip, zoom, brightness, contrast } = augmentation;
  const { rotation, shear, widthShift, heightShift, edgeCrop, channelShift } = augmentation;
  const one = (factors: readonly [number, number] | undefined) => !factors || (factors[0] === 1 && factors[1] === 1);
  return (
    !horizontalFlip &&
    !verticalFlip &&
    [rotation, shear, widthShift, heightShift, edgeCrop, channelShift].every((amount) => amount === 0) &&
    [zoom, brightness, contrast].every(one)
  );
}

/** @param training what training does to images */
function resolveTestTimeAugmentation(
  given: TestTimeAugmentationConfig,
  training: ResolvedAugmentation | undefined,
): ResolvedTestTimeAugmentation {
  const { augmentation, ...others } = given;
  const { set, samples, cropSize, combine } = filled<Required<typeof others>>('testTimeAugmentation', others);
  switch (set) {
    case 'random': {
      const own = augmentation && resolveAugmentation(augmentation);
      return { set, samples, combine, augmentation: own ?? training ?? resolveAugmentation({ horizontalFlip: true }) };
    }
    case 'flip':
      return { set, samples: 2, combine };
    case 'fiveCrop':
      return { set, samples: 5, combine, cropSize };
    case 'tenCrop':
      return { set, samples: 10, combine, cropSize };
  }
}

/** Techniques that are given but change nothing are off. */
export function resolveTechniques(techniques: TechniquesConfig): ResolvedTechniques {
  const augmentation = resolveAugmentation(techniques.augmentation ?? {});
  const training = changesNothing(augmentation) ? undefined : augmentation;
  const smoothing = techniques.labelSmoothing;
  const tta = techniques.testTimeAugmentation;
  return {
    ...(training ? { augmentation: training } : {}),
    ...(smoothing && smoothing.epsilon > 0 ? { labelSmoothing: { epsilon: smoothing.epsilon } } : {}),
    ...(tta ? { testTimeAugmentation: resolveTestTimeAugmentation(tta, training) } : {}),
  };
}
