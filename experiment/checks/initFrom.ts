/** Checks of `initFrom`: whether it exists, fits, and does not make results look better than they are. */
import path from 'node:path';
import { baseVariant } from '../../schemas/runDirectory';
import { classNamesOf } from '../classNames';
import { hasBase } from '../defaults';
import { modelFile, originWords, type Origin } from '../graph';
import { nearestName } from '../names';
import type { JsonPath, ResolvedData, ResolvedExperiment } from '../types';
import type { Check, CheckContext, Concern, Subject } from './check';

const initFromPath = ['initFrom'] as const;

/** Another file or variant that is missing, not valid, or leads back here. */
export const originUnusable: Check = (subject, context) => {
  const { lineage, resolved, variant } = subject;
  if (lineage?.obstacle === undefined) return [];
  const { kind, message, whole } = lineage.obstacle;
  const concern = { severity: 'error', code: `init-from-${kind}` } as const;
  const behind = lineage.origins.at(-1);
  if (kind === 'cycle' && whole) {
    const inherited = inherits(subject);
    const setting: JsonPath = ['variants', variant, 'initFrom'];
    const fix = { title: `Start "${variant}" from random weights`, path: setting, value: null };
    return [
      {
        ...concern,
        message: `${message} ${cycleRemedy(subject)}`,
        // What a variant inherits from the file is not wrong in the file.
        paths: inherited ? [['variants', variant]] : [initFromPath],
        ...(inherited ? { fix } : {}),
      },
    ];
  }
  const own = lineage.origins.some(
    (origin) => origin.kind === 'variant' && origin.file === path.resolve(resolved.file),
  );
  // It is reported at that variant.
  if (kind === 'cycle' && own) return [];
  if (behind !== undefined) {
    // A mistake in another file is corrected there.
    return [
      { ...concern, message: `${originWords(behind, resolved.file)} cannot start: ${message}`, paths: [initFromPath] },
    ];
  }
  const setting: JsonPath = ['initFrom', kind === 'variant-unknown' ? 'variant' : 'experiment'];
  const nearest = kind === 'missing' ? nearestPath(resolved, context) : lineage.obstacle.suggestion;
  const fix = nearest === undefined ? {} : fixBy(setting, nearest);
  const question = kind === 'missing' && nearest !== undefined ? ` Did you mean "${nearest}"?` : '';
  return [{ ...concern, message: message + question, paths: [setting, initFromPath], ...fix }];
};

function fixBy(setting: JsonPath, value: string) {
  return { suggestion: value, fix: { title: `Change to "${value}"`, path: setting, value } };
}

/** Whether the variant takes `initFrom` from the file. */
function inherits({ variant, patch }: Subject): boolean {
  return variant !== baseVariant && patch?.initFrom === undefined;
}

function cycleRemedy(subject: Subject): string {
  const { variant } = subject;
  return inherits(subject)
    ? `The variant takes initFrom from the file. Give "${variant}" an "initFrom": null to start it from random weights.`
    : 'Start one of them from something else, or from nothing with "initFrom": null.';
}

/** A run or a model that is missing. */
export const originMissing: Check = ({ lineage, resolved }, context) => {
  const origin = lineage?.origins[0];
  const isThere = (file: string) => context.exists(file) !== false;
  if (origin?.kind === 'model' && !isThere(origin.file)) {
    return [missing('model', `There is no model ${origin.file}.`, nearestPath(resolved, context))];
  }
  if (origin?.kind === 'model' && context.list?.(origin.file)?.includes('model.json') === false) {
    return [missing('model', `The folder ${origin.file} holds no model.json.`, undefined)];
  }
  if (origin?.kind === 'run' && origin.imported) {
    const problem = `The run ${origin.directory} was imported: there are its predictions, and no network to start from.`;
    return [missing('run', problem, undefined, 'Give a run that was trained here, or a model.')];
  }
  if (origin?.kind !== 'run' || isThere(modelFile(origin.directory))) return [];
  const { directory } = origin;
  return isThere(directory)
    ? [
        missing(
          'run',
          `The run ${directory} has no trained model: it ended before its first epoch was complete, or its folder "model" was deleted.`,
          undefined,
          'Give another run, or train it again: "initFrom": { "experiment": … } does so automatically.',
        ),
      ]
    : [missing('run', `There is no run directory ${directory}.`, nearestPath(resolved, context))];
};

function missing(
  key: 'run' | 'model',
  problem: string,
  nearest: string | undefined,
  remedy = 'Paths start from the folder of the experiment file. Correct the path.',
): Concern {
  const setting: JsonPath = ['initFrom', key];
  return {
    severity: 'error',
    code: 'init-from-missing',
    message: `${problem} ${nearest === undefined ? remedy : `Paths start from the folder of the experiment file. Did you mean "${nearest}"?`}`,
    paths: [setting],
    ...(nearest === undefined ? {} : fixBy(setting, nearest)),
  };
}

/** The path of `initFrom` with its last part replaced by the nearest name in that folder. */
function nearestPath({ initFrom, baseDirectory }: ResolvedExperiment, context: CheckContext): string | undefined {
  if (initFrom === undefined) return undefined;
  const text = 'experiment' in initFrom ? initFrom.experiment : 'run' in initFrom ? initFrom.run : initFrom.model;
  const name = path.basename(text);
  const names = context.list?.(path.dirname(path.resolve(baseDirectory, text)));
  const nearest = names && nearestName(name, names);
  return nearest === undefined ? undefined : text.slice(0, text.lastIndexOf(name)) + nearest;
}

/** The settings of an origin; undefined when they are not known. */
function settingsOf(origin: Origin | undefined): ResolvedExperiment | undefined {
  return origin?.kind === 'model' ? undefined : origin?.resolved;
}

/** Weights fit only the layers that they were trained in. */
export const originOtherModel: Check = ({ lineage, resolved }) => {
  const origin = lineage?.origins[0];
  const from = settingsOf(origin)?.model;
  const { model, file } = resolved;
  // A base on disk may have any layers: the run compares them.
  if (from === undefined || from.type === 'layersModel' || model.type === 'layersModel') return [];
  if (from.type !== model.type) {
    const plain = !hasBase(from) && !hasBase(model);
    return [
      {
        severity: 'error',
        code: 'init-from-other-model',
        message:
          `A ${model.type} cannot start from the ${from.type} of ${originWords(origin!, file)}: they have other layers. ` +
          'Use the same model, or put new layers on that one with the model "layersModel" and its model.json as the base.',
        paths: [initFromPath, ['model', 'type']],
        ...(plain ? { fix: { title: `Use the model "${from.type}"`, path: ['model', 'type'], value: from.type } } : {}),
      },
    ];
  }
  if (from.type === 'resnet18' && model.type === 'resnet18' && from.width !== model.width) {
    return [
      {
        severity: 'error',
        code: 'init-from-other-model',
        message:
          `A resnet18 of width ${model.width} cannot start from the one of width ${from.width} of ` +
          `${originWords(origin!, file)}: its layers have another number of filters. Use the same width.`,
        paths: [['model', 'width'], initFromPath, ['model', 'type']],
        fix: { title: `Use the width ${from.width}`, path: ['model', 'width'], value: from.width },
      },
    ];
  }
  if (!('inputSize' in from) || !('inputSize' in model) || from.inputSize === model.inputSize) return [];
  return [
    {
      severity: 'warning',
      code: 'init-from-input-size',
      message:
        `What it starts from, ${originWords(origin!, file)}, was trained on faces of ${from.inputSize} pixels, and here ` +
        `they have ${model.inputSize}: its filters look for features of another size, so much of what it learned is lost. ` +
        'Use the same inputSize.',
      paths: [['model', 'inputSize'], initFromPath],
      fix: { title: `Use ${from.inputSize}`, path: ['model', 'inputSize'], value: from.inputSize },
    },
  ];
};

/** A learning rate with which the first steps would destroy what the model knows. */
export const originForgotten: Check = ({ resolved }) => {
  const { initFrom, training } = resolved;
  const { learningRate } = training.optimizer;
  if (initFrom === undefined || training.epochs === 0 || learningRate <= 1e-3) return [];
  const setting = ['training', 'optimizer', 'learningRate'] as const;
  return [
    {
      severity: 'warning',
      code: 'init-from-rate',
      message:
        `With a learning rate of ${learningRate} a trained model forgets within an epoch what it knows, and starting from ` +
        'it gains little. Use 0.001 or less; a tenth of the rate that it was trained with is usual.',
      paths: [setting, initFromPath],
      fix: { title: 'Change to 0.0001', path: setting, value: 1e-4 },
    },
  ];
};

/** Images that an ancestor trained on, or chose its epoch by, say nothing about how well it does on new ones. */
export const originSawImages: Check = ({ lineage, resolved }) => {
  for (const origin of lineage?.origins ?? []) {
    const seen = imagesSeen(origin, resolved);
    if (seen) return [seenConcern(seen, 'init-from', originWords(origin, resolved.file), resolved, initFromPath)];
  }
  return [];
};

/** Which images of a run another one has seen; `data` is that of the other. */
interface Seen {
  readonly data: ResolvedData;
  /** Why it trained on images that validate here; absent where it chose its epoch by images that are tested on here. */
  readonly leak?: string;
  /** It held other faces out for the test. */
  readonly otherHoldOut?: boolean;
}

export function imagesSeen(origin: Origin, resolved: ResolvedExperiment): Seen | undefined {
  const from = settingsOf(origin);
  if (from === undefined || !sameImages(from, resolved)) return undefined;
  const { data } = from;
  if (JSON.stringify(data.holdOut) !== JSON.stringify(resolved.data.holdOut)) return { data, otherHoldOut: true };
  const leak = validationLeak(data, resolved.data);
  if (leak !== undefined) return { data, leak };
  return data.validation === 'publicTest' && resolved.data.test.includes('publicTest') ? { data } : undefined;
}

/** @param code begins that of the concern @param who has seen them @param path of the setting that names it */
export function seenConcern(
  { data, leak, otherHoldOut = false }: Seen,
  code: string,
  who: string,
  resolved: ResolvedExperiment,
  path: JsonPath,
): Concern {
  if (otherHoldOut) {
    return {
      severity: 'warning',
      code: `${code}-saw-test`,
      message: `${who} was trained on faces that are tested on here, since data.holdOut holds others out there: the result looks too good. Use the same data.holdOut.`,
      paths: [['data', 'holdOut'], path],
      ...(data.holdOut && {
        fix: { title: 'Hold the same faces out', path: ['data', 'holdOut'], value: data.holdOut },
      }),
    };
  }
  if (leak === undefined) {
    return {
      severity: 'warning',
      code: `${code}-saw-test`,
      message: `${who} chose its best epoch on publicTest, which is tested on here: the result looks too good. Test on "privateTest" only.`,
      paths: [['data', 'test'], path],
      fix: { title: 'Test on privateTest only', path: ['data', 'test'], value: ['privateTest'] },
    };
  }
  return {
    severity: 'warning',
    code: `${code}-saw-validation`,
    message:
      `${who} was trained on images that validate here: ${leak}. Validation accuracy then looks too high, and the best ` +
      'epoch is chosen by what the model knows by heart. Use the same data.validation.',
    paths: [['data', 'validation'], path],
    ...(equalLabels(data, resolved.data)
      ? {
          fix: {
            title: 'Use the same validation split',
            path: ['data', 'validation'],
            value: data.validation,
          },
        }
      : {}),
  };
}

function sameImages(one: ResolvedExperiment, other: ResolvedExperiment): boolean {
  if (one.data.source === 'synthetic' || other.data.source === 'synthetic') {
    return JSON.stringify(one.data.synthetic) === JSON.stringify(other.data.synthetic);
  }
  const absolute = ({ baseDirectory, data }: ResolvedExperiment) => path.resolve(baseDirectory, data.source);
  return absolute(one) === absolute(other);
}

/** Whether both draw the same validation split, which depends on the labels, but not on the rule. */
function equalLabels({ labels: one }: ResolvedData, { labels: other }: ResolvedData): boolean {
  return (
    one.scheme === other.scheme && (one.scheme === 'fer' || (one.unknown === 'class') === (other.unknown === 'class'))
  );
}

/** Why images are in the training split there and in the validation split here; undefined when they are not. */
function validationLeak(from: ResolvedData, to: ResolvedData): string | undefined {
  const [there, here] = [from.validation, to.validation];
  // Images of the official test parts are never trained on.
  if (here === 'publicTest') return undefined;
  if (there === 'publicTest') return 'it validated on publicTest and trained on all training images';
  if (there.seed !== here.seed) return `its validation split has the seed ${there.seed}, here ${here.seed}`;
  // Of two shares with the same seed, the larger contains the smaller.
  if (there.fraction < here.fraction) return `it held out ${there.fraction} of them, here it is ${here.fraction}`;
  for (const key of ['stratified', 'keepDuplicatesTogether'] as const) {
    if (there[key] !== here[key]) return `validation.${key} is ${there[key]} there and ${here[key]} here`;
  }
  if (equalLabels(from, to)) return undefined;
  return 'with other labels another validation split is drawn';
}

/** Other classes need another classifier. */
export const originOtherClasses: Check = ({ lineage, resolved }) => {
  const from = settingsOf(lineage?.origins[0]);
  if (from === undefined || equalLabels(from.data, resolved.data)) return [];
  const words = ({ labels }: ResolvedData) =>
    `${classNamesOf(labels).length} classes of ${labels.scheme === 'fer' ? 'FER2013' : 'FER+'}`;
  const evaluates = onlyEvaluates(resolved);
  return [
    {
      severity: evaluates ? 'error' : 'warning',
      code: 'init-from-other-classes',
      message:
        `What it starts from was trained for the ${words(from.data)}, and here there are the ${words(resolved.data)}: ` +
        (evaluates
          ? 'a new classifier would be needed, which 0 epochs leave untrained. Train at least one epoch.'
          : 'all layers except the classifier are taken over, and a new classifier starts from random weights.'),
      paths: [initFromPath, ['data', 'labels', 'scheme']],
    },
  ];
};

function onlyEvaluates({ training }: ResolvedExperiment): boolean {
  return training.epochs === 0 && training.fineTuning === undefined;
}

/** Nothing would be trained, and there is nothing trained to evaluate. */
export const nothingTrained: Check = ({ resolved }) => {
  if (resolved.initFrom !== undefined || !onlyEvaluates(resolved)) return [];
  return [
    {
      severity: 'error',
      code: 'nothing-trained',
      message:
        'With 0 epochs nothing is trained. Give initFrom the trained model that is to be evaluated, or train at least one ' +
        'epoch.',
      paths: [['training', 'epochs']],
      fix: { title: 'Train 30 epochs', path: ['training', 'epochs'], value: 30 },
    },
  ];
};
