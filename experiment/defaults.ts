/** Fills in what a file leaves out. The schema's `default`s are the source; here is only what depends on another setting. */
import type {
  DataConfig,
  ExperimentFile,
  FromExperiment,
  FromRun,
  FromVariant,
  ModelConfig,
  SearchConfig,
  SearchRange,
  TrainingConfig,
} from '../schemas/generated/experiment';
import { valueAt } from './json';
import { resolveLayout } from './layout';
import { setAt } from './overrides';
import { definition, dereference, schemaDefault } from './schema';
import type {
  ResolvedData,
  ResolvedExperiment,
  ResolvedHoldOut,
  ResolvedInitFrom,
  ResolvedSchedule,
  ResolvedSearch,
  ResolvedTeacher,
  ResolvedTraining,
} from './types';
import { own } from '../schemas/own';

/** Of each model when the file gives none; as the schema's text says. */
const modelDefaults: Readonly<Record<ModelConfig['type'], { readonly dropout: number; readonly l2: number }>> = {
  customCnn: { dropout: 0.25, l2: 0.01 },
  smallCnn: { dropout: 0.25, l2: 0 },
  resnet18: { dropout: 0, l2: 0 },
  vggFer: { dropout: 0.2, l2: 0 },
  lightCnn: { dropout: 0.2, l2: 0 },
  resnet50: { dropout: 0, l2: 0 },
  efficientnetLite0: { dropout: 0, l2: 0 },
  layersModel: { dropout: 0, l2: 0 },
};

/** ImageNet's, which both networks were trained on. */
const publishedInputSize = 224;

/** Filters of the first stage of ResNet-18 as it was published. */
export const resnet18Width = 64;

/** Does the model stand on a base that was trained before? */
export function hasBase({ type }: { readonly type: string }): boolean {
  return type === 'resnet50' || type === 'efficientnetLite0' || type === 'layersModel';
}

/** The given object with the defaults of that definition under it, in the schema's order. Such defaults are no objects. */
export function filled<T extends object>(name: string, given: Partial<T>): T {
  const values = given as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const [key, node] of Object.entries(definition(name).properties ?? {})) {
    const value = own(values, key) ?? dereference(node).default;
    if (value !== undefined) result[key] = value;
  }
  return result as T;
}

export function resolveModel(model: ModelConfig): ResolvedExperiment['model'] {
  const { type } = model;
  const { dropout = modelDefaults[type].dropout, l2 = modelDefaults[type].l2 } = model;
  switch (type) {
    case 'customCnn':
    case 'smallCnn':
    case 'vggFer':
    case 'lightCnn':
      return { type, dropout, l2 };
    case 'resnet18': {
      const { width = resnet18Width } = model;
      return { type, dropout, l2, width };
    }
    case 'resnet50':
    case 'efficientnetLite0': {
      const { weights = 'imagenet', inputSize = publishedInputSize } = model;
      return { type, dropout, l2, weights, inputSize };
    }
    case 'layersModel': {
      // The path is required by a check, which says so at its place.
      const { base = '', output, preprocessing = 'scale' } = model;
      return { type, dropout, l2, base, ...(output === undefined ? {} : { output }), preprocessing };
    }
  }
}

export function resolveData(data: DataConfig): ResolvedData {
  const validation = data.validation ?? schemaDefault<NonNullable<DataConfig['validation']>>('data', 'validation');
  // A part that validates cannot also test, so it leaves the default.
  const parts = schemaDefault<NonNullable<DataConfig['test']>>('data', 'test').filter((part) => part !== validation);
  return {
    source: data.source,
    ...resolveLayout(data),
    ...(data.source === 'synthetic' ? { synthetic: filled('synthetic', data.synthetic ?? {}) } : {}),
    labels: filled('labels', data.labels ?? {}),
    validation: validation === 'publicTest' ? validation : filled('validationFraction', validation),
    test: data.test ?? parts,
    ...(data.holdOut === undefined ? {} : { holdOut: resolveHoldOut(data.holdOut) }),
    ...(data.exclude === undefined ? {} : { exclude: data.exclude }),
    fraction: data.fraction ?? schemaDefault('data', 'fraction'),
  };
}

export function resolveHoldOut(holdOut: NonNullable<DataConfig['holdOut']>): ResolvedHoldOut {
  return 'fraction' in holdOut ? filled('holdOutFraction', holdOut) : filled('holdOutFold', holdOut);
}

/** @param augmented training changes its images */
export function resolveTraining(training: TrainingConfig, model: ModelConfig, augmented: boolean): ResolvedTraining {
  const base = hasBase(model);
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
    trainable: training.trainable ?? (base ? 'head' : 'all'),
    batchNormalization: training.batchNormalization ?? (base ? 'frozen' : 'trained'),
    gradientAccumulation: training.gradientAccumulation ?? schemaDefault('training', 'gradientAccumulation'),
    features: training.features ?? (augmented ? 'live' : 'cached'),
    ...(training.fineTuning ? { fineTuning: filled('fineTuning', training.fineTuning) } : {}),
  };
}

/** @param file base name of the experiment file itself, which `variant` alone means */
export function resolveInitFrom(given: NonNullable<ExperimentFile['initFrom']>, file: string): ResolvedInitFrom {
  return 'model' in given ? given : resolveTeacher(given, file);
}

/** As `resolveInitFrom`. */
export function resolveTeacher(given: FromExperiment | FromVariant | FromRun, file: string): ResolvedTeacher {
  if ('experiment' in given) return filled('fromExperiment', given);
  if ('variant' in given) return { experiment: file, variant: given.variant };
  return given;
}

/** @param file with the variant applied: what candidates are made of */
export function resolveSearch(given: SearchConfig, file: ExperimentFile): ResolvedSearch {
  const { over, ...others } = given;
  const { model, training, techniques } = file;
  const settings = structuredClone({ model, training, ...(techniques ? { techniques } : {}) });
  for (const path of Object.keys(over).map((setting) => setting.split('.'))) {
    if (valueAt(settings, path) !== undefined) setAt(settings, path, null);
  }
  return {
    ...filled<Required<typeof others>>('search', others),
    over: Object.fromEntries(
      Object.entries(over).map(([path, values]) => [
        path,
        Array.isArray(values) ? values : filled<Required<SearchRange>>('searchRange', values),
      ]),
    ),
    settings,
  };
}
