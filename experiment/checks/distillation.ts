/** Checks of distillation: whether its teacher can be had, and whether it fits. */
import { equalJson } from '../json';
import { classNamesOf } from '../classNames';
import { modelFile, originWords } from '../graph';
import type { JsonPath, ResolvedExperiment } from '../types';
import type { Check, Subject } from './check';
import { imagesSeen, seenConcern } from './initFrom';

const fromPath: JsonPath = ['techniques', 'distillation', 'from'];

/** Another file or variant that is missing, not valid, or needs this one. */
export const teacherUnusable: Check = ({ teacher }) => {
  if (teacher?.obstacle === undefined) return [];
  const { kind, message, suggestion } = teacher.obstacle;
  const setting: JsonPath = [...fromPath, kind === 'variant-unknown' ? 'variant' : 'experiment'];
  return [
    {
      severity: 'error',
      code: `teacher-${kind}`,
      message: kind === 'cycle' ? `${message} Choose another teacher for one of them.` : message,
      paths: kind === 'cycle' ? [fromPath] : [setting, fromPath],
      ...(suggestion === undefined
        ? {}
        : { suggestion, fix: { title: `Change to "${suggestion}"`, path: setting, value: suggestion } }),
    },
  ];
};

/** A run that is missing, or that has no network. */
export const teacherMissing: Check = ({ teacher }, context) => {
  const origin = teacher?.origin;
  if (origin?.kind !== 'run') return [];
  const { directory, imported } = origin;
  const isThere = context.exists(modelFile(directory)) !== false;
  if (!imported && isThere) return [];
  const why = imported
    ? `The run ${directory} was imported: there are its predictions, and no network to learn from.`
    : context.exists(directory) === false
      ? `There is no run directory ${directory}.`
      : `The run ${directory} has no trained model: it ended before its first epoch was complete, or its folder "model" was deleted.`;
  return [
    {
      severity: 'error',
      code: 'teacher-missing',
      message: `${why} Give another run, or a variant, which is trained first: "from": { "variant": … }.`,
      paths: [[...fromPath, 'run'], fromPath],
    },
  ];
};

function teacherSettings({ teacher }: Subject): ResolvedExperiment | undefined {
  const origin = teacher?.origin;
  return origin?.kind === 'run' && origin.imported ? undefined : origin?.resolved;
}

/** Its answers are about other classes. */
export const teacherOtherClasses: Check = (subject) => {
  const there = teacherSettings(subject);
  if (there === undefined) return [];
  const [theirs, ours] = [classNamesOf(there.data.labels), classNamesOf(subject.resolved.data.labels)];
  if (equalJson(theirs, ours)) return [];
  return [
    {
      severity: 'error',
      code: 'teacher-other-classes',
      message:
        `The teacher, ${originWords(subject.teacher!.origin!, subject.resolved.file)}, answers with the classes ` +
        `${theirs.join(', ')}; here they are ${ours.join(', ')}. Use a teacher with the same data.labels.`,
      paths: [fromPath, ['data', 'labels', 'scheme']],
    },
  ];
};

/** It was trained on faces that were prepared otherwise, and reads those of this run. */
export const teacherOtherFaces: Check = (subject) => {
  const there = teacherSettings(subject);
  if (there === undefined) return [];
  const { resolved } = subject;
  if (equalJson(there.techniques.equalization ?? null, resolved.techniques.equalization ?? null)) return [];
  return [
    {
      severity: 'error',
      code: 'teacher-other-faces',
      message:
        `The teacher, ${originWords(subject.teacher!.origin!, resolved.file)}, was trained with another equalization of ` +
        'faces, and answers for the pixels of this training. Use the same equalization for both.',
      paths: [fromPath, ['techniques', 'equalization']],
    },
  ];
};

/** What a teacher, or what it started from, knows by heart, it passes on. */
export const teacherSawImages: Check = ({ teacher, resolved }) => {
  if (!teacher?.origin || teacher.obstacle) return [];
  for (const origin of [teacher.origin, ...(teacher.behind ?? [])]) {
    const seen = imagesSeen(origin, resolved);
    if (!seen) continue;
    const words = originWords(origin, resolved.file);
    const who = origin === teacher.origin ? `The teacher, ${words},` : `What the teacher started from, ${words},`;
    return [seenConcern(seen, 'teacher', who, resolved, fromPath)];
  }
  return [];
};

/** A teacher answers for images. */
export const teacherOfFeatures: Check = ({ resolved, settings }) => {
  const { features } = settings.training;
  if (!resolved.techniques.distillation || resolved.training.trainable !== 'head') return [];
  if (features === undefined || features === 'live') return [];
  const path: JsonPath = ['training', 'features'];
  return [
    {
      severity: 'error',
      code: 'teacher-of-features',
      message:
        'The teacher answers for the images of each batch, and kept features are read in their place. Set features to ' +
        '"live", or remove distillation.',
      paths: [path, ['techniques', 'distillation']],
      fix: { title: 'Change to "live"', path, value: 'live' },
    },
  ];
};
