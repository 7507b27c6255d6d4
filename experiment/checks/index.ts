/** Runs all checks on a parsed file. They find likely mistakes that the schema allows. */
import path from 'node:path';
import { modify } from 'jsonc-parser';
import { baseVariant } from '../../schemas/runDirectory';
import { ExperimentFiles, lineageOf, teacherOf } from '../graph';
import { Locator } from '../locate';
import { type CrossedVariant, crossedVariants } from '../matrix';
import { inPrint, type ParsedExperiment } from '../parse';
import { chosenVariants, type ResolveOptions, resolveRuns, settingsOf } from '../resolve';
import type { ExperimentFile, Fix, JsonPath, Problem } from '../types';
import {
  angleTiny,
  brightnessDark,
  rangeReversed,
  rotationLarge,
  shiftLarge,
  verticalFlip,
  zoomLarge,
} from './augmentation';
import type { Check, CheckContext, Concern, Subject } from './check';
import { classUnknown, weightsAllZero } from './classWeights';
import {
  batchTooLarge,
  batchTooSmall,
  classesUnused,
  layoutWrong,
  publicTestTwice,
  publishedOnFraction,
  syntheticUnused,
} from './data';
import { concernsOfSets, dataSetHidesPath, dataSetSaysTwice, isOfData } from './dataSets';
import {
  teacherMissing,
  teacherOfFeatures,
  teacherOtherClasses,
  teacherOtherFaces,
  teacherSawImages,
  teacherUnusable,
} from './distillation';
import { ignoredByHistogram, originOtherFaces } from './equalization';
import { featurePassesAlike, featuresOfMixtures, featuresRepeatAugmentation, featuresUnused } from './features';
import {
  nothingTrained,
  originForgotten,
  originMissing,
  originOtherClasses,
  originOtherModel,
  originSawImages,
  originUnusable,
} from './initFrom';
import { smoothingOnSoftLabels, votesNeeded, voteSettingsUnused } from './labels';
import { learningRateHigh, nesterovWithoutMomentum } from './optimizer';
import { nameOnWindows } from './names';
import { baseNeeded, modelSettingIgnored } from './model';
import { baseFolderEmpty, exclusionWrong, fileMissing, pathEscaped, pathOutside } from './paths';
import { minimumTooHigh, patienceTooLong, plateauAfterStopping, scheduleNeverActs, warmupTooLong } from './schedule';
import {
  searchAfterTraining,
  searchFolds,
  searchLarge,
  searchRangeInGrid,
  searchReplaces,
  searchUnseen,
  searchValuesInvalid,
  searchWithoutChoice,
} from './search';
import { selfCureNeverRelabels, selfCureOfFewFaces, selfCureOfSoftLabels } from './selfCure';
import { depthOfFrozen, depthWithoutBranches, originOtherDepth } from './stochasticDepth';
import { ignoredBySet, oneSample, samplesAlike, voteOfTwo } from './testTimeAugmentation';
import {
  accumulationTooLarge,
  batchNormalizationUnused,
  blockUnknown,
  fineTuningNarrower,
  fineTuningRateHigh,
  frozenRandomNormalization,
  headOnRandom,
} from './trainable';
import {
  averageAfterStopping,
  averageOfFallingRate,
  classesWeighedTwice,
  erasingRangeReversed,
  mixingAcceptedClasses,
  statisticsTwice,
  techniquesExclusive,
} from './techniques';
import { manyRuns, variantsAlike } from './variants';
import { own } from '../../schemas/own';

export type { CheckContext, Concern } from './check';

/** Those of the faces, which also hold for each of `dataSets`. */
const dataChecks: readonly Check[] = [
  ...[pathEscaped, fileMissing, pathOutside, exclusionWrong, votesNeeded, voteSettingsUnused],
  ...[syntheticUnused, classesUnused, layoutWrong, publicTestTwice],
];

const checks: readonly Check[] = [
  ...[nameOnWindows, ...dataChecks, baseFolderEmpty, publishedOnFraction, dataSetSaysTwice, dataSetHidesPath],
  ...[batchTooLarge, batchTooSmall, learningRateHigh, nesterovWithoutMomentum],
  ...[plateauAfterStopping, angleTiny],
  ...[warmupTooLong, scheduleNeverActs, minimumTooHigh, patienceTooLong, classUnknown, weightsAllZero],
  ...[smoothingOnSoftLabels, rangeReversed, brightnessDark, rotationLarge, verticalFlip, zoomLarge, shiftLarge],
  ...[selfCureOfSoftLabels, selfCureNeverRelabels, selfCureOfFewFaces],
  ...[depthWithoutBranches, depthOfFrozen, originOtherDepth],
  ...[ignoredByHistogram, originOtherFaces],
  ...[teacherUnusable, teacherMissing, teacherOtherClasses, teacherOtherFaces, teacherSawImages, teacherOfFeatures],
  ...[samplesAlike, oneSample, ignoredBySet, voteOfTwo],
  ...[originUnusable, originMissing, originOtherModel, originOtherClasses],
  ...[originForgotten, originSawImages, nothingTrained],
  ...[modelSettingIgnored, baseNeeded, blockUnknown, headOnRandom, frozenRandomNormalization],
  ...[fineTuningRateHigh, fineTuningNarrower, batchNormalizationUnused, accumulationTooLarge],
  ...[featuresUnused, featuresRepeatAugmentation, featurePassesAlike, featuresOfMixtures],
  ...[techniquesExclusive, mixingAcceptedClasses, classesWeighedTwice, erasingRangeReversed],
  ...[averageOfFallingRate, averageAfterStopping, statisticsTwice],
  ...[searchValuesInvalid, searchRangeInGrid, searchUnseen, searchFolds, searchLarge],
  ...[searchWithoutChoice, searchReplaces, searchAfterTraining],
];

/**
 * Problems that the schema does not find, in the order of the text; none for an invalid file. A problem that a variant
 * inherits from the file is reported once, at the file.
 */
export function checkExperiment(parsed: ParsedExperiment, context: CheckContext): Problem[] {
  const { file, tree, lines } = parsed;
  if (file === undefined || tree === undefined) return [];
  const locator = new Locator(tree, lines);
  const problems = new Map<string, Problem>();
  const crossed = crossedVariants(file);
  for (const { concern, variant } of concernsOf(file, context)) {
    const problem = locate(concern, crossed.get(variant) ?? variant, locator);
    const key = `${problem.code} ${JSON.stringify(problem.path)} ${problem.message}`;
    if (!problems.has(key)) problems.set(key, problem);
  }
  return inPrint([...problems.values()]).sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
}

/** Which variants are chosen, and settings from outside the file. */
export type Choice = Pick<ResolveOptions, 'variants' | 'set'>;

/**
 * What is wrong when settings from outside the file apply: the problems of the file that remain, and concerns that only
 * those settings raise, each once.
 * @throws UserError for a setting that the schema does not allow
 */
export function checkOverridden(
  file: ExperimentFile,
  problems: readonly Problem[],
  context: CheckContext,
  choice: Choice,
): { readonly remaining: Problem[]; readonly raised: Concern[] } {
  const sign = ({ code, message }: Pick<Concern, 'code' | 'message'>) => `${code} ${message}`;
  const signs = new Set(concernsOf(file, context).map(({ concern }) => sign(concern)));
  const now = new Map(concernsOf(file, context, choice).map(({ concern }) => [sign(concern), concern]));
  return {
    remaining: problems.filter((problem) => !signs.has(sign(problem)) || now.has(sign(problem))),
    raised: [...now].flatMap(([text, concern]) => (signs.has(text) ? [] : [concern])),
  };
}

function concernsOf(file: ExperimentFile, context: CheckContext, { variants, set }: Choice = {}) {
  const chosen = chosenVariants(file, variants);
  const runs = resolveRuns(file, {
    path: context.path,
    variants: chosen,
    repeats: [0],
    ...(set === undefined ? {} : { set }),
  });
  const { read } = context;
  const files = read && new ExperimentFiles((other) => read(other)).set(path.resolve(context.path), file);
  const subjects = runs.map((resolved): Subject => {
    const { variant } = resolved;
    const settings = settingsOf(file, variant, set);
    const patch = own(file.variants, crossedVariants(file).get(variant)?.origin ?? variant);
    const teacher = files && teacherOf(resolved, files, set);
    return {
      variant,
      resolved,
      settings,
      ...(patch && { patch }),
      ...(files && { lineage: lineageOf(resolved, files, set) }),
      ...(teacher && { teacher }),
    };
  });
  const ofEach = subjects.flatMap((subject) => {
    // What is wrong with the faces of a set is said at the set, where they are described.
    const isOfSet = (check: Check, concern: Concern): boolean =>
      subject.resolved.dataSet !== undefined && dataChecks.includes(check) && isOfData(concern);
    const found = checks.flatMap((check) => check(subject, context).filter((concern) => !isOfSet(check, concern)));
    const ofSets = concernsOfSets(subject, dataChecks, context);
    return [...found, ...ofSets].map((concern) => ({ concern, variant: subject.variant }));
  });
  const ofAll = [...variantsAlike(subjects, crossedVariants(file)), ...manyRuns(file, context.path)];
  return [...ofEach, ...ofAll.map((concern) => ({ concern, variant: baseVariant }))];
}

/** @param subject the variant that raises it, or one that the matrix made */
function locate(concern: Concern, subject: CrossedVariant | string, locator: Locator): Problem {
  const value = typeof subject === 'string' ? undefined : crossedValue(concern, subject);
  if (value !== undefined) {
    const { severity, code, message } = concern;
    return { severity, code, message, path: value, range: locator.value(value), fixes: [] };
  }
  const variant = typeof subject === 'string' ? subject : subject.origin;
  const inVariant = (path: JsonPath): JsonPath => ['variants', variant, ...path];
  const own = variant === baseVariant ? undefined : concern.paths.find((path) => locator.has(inVariant(path)));
  const inFile = concern.paths.find((path) => locator.has(path));
  const path = own !== undefined ? inVariant(own) : (inFile ?? locator.deepest(concern.paths[0]));
  const { severity, code, message } = concern;
  const wholeVariant = path[0] === 'variants' && path.length === 2;
  return {
    severity,
    code,
    message,
    path,
    range: wholeVariant || isObjectAt(path, locator) ? locator.key(path) : locator.value(path),
    ...(concern.suggestion === undefined ? {} : { suggestion: concern.suggestion }),
    fixes: fixesOf(concern, own === undefined ? undefined : variant, locator),
  };
}

/** The place in the matrix of a setting that the concern is about. */
function crossedValue({ paths }: Concern, { combination, indices }: CrossedVariant): JsonPath | undefined {
  for (const path of paths) {
    const name = path.join('.');
    const setting = Object.keys(combination).find((crossed) => name === crossed || name.startsWith(`${crossed}.`));
    if (setting !== undefined) return ['matrix', setting, own(indices, setting)!];
  }
  return undefined;
}

/** For an object, only the key is underlined: an underlined object would hide what is wrong in it. */
function isObjectAt(path: JsonPath, locator: Locator): boolean {
  return locator.node(path)?.type === 'object';
}

function fixesOf(concern: Concern, variant: string | undefined, locator: Locator): Fix[] {
  const { fix } = concern;
  if (fix === undefined) return [];
  const path = variant === undefined ? fix.path : ['variants', variant, ...fix.path];
  const { lines } = locator;
  // In a variant, null removes a setting that the file gives.
  const value = fix.value === undefined && variant !== undefined && !locator.has(path) ? null : fix.value;
  const [edit, more] = modify(lines.text, [...path], value, {
    formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' },
  });
  if (edit === undefined || more !== undefined) return [];
  return [{ title: fix.title, range: lines.range(edit.offset, edit.length), newText: edit.content }];
}
