/** Checks of the paths in the file: whether they exist, and where they lead. */
import path from 'node:path';
import { exclusionLines, exclusionRemedy } from '../exclusionLines';
import { nearestName } from '../names';
import { projectFolder } from '../project';
import { namedWeights, trainedFile } from '../trainedFile';
import type { JsonPath } from '../types';
import type { Check, CheckContext, Concern, Subject } from './check';
import { own } from '../../schemas/own';

interface GivenPath {
  readonly setting: JsonPath;
  readonly text: string;
  readonly absolute: string;
}

/** What to do when nothing there has a similar name. */
const remedies: Readonly<Record<string, string>> = {
  source: 'Put the data there, correct the path, or use "synthetic" for generated faces.',
  votes: 'Put fer2013new.csv of FER+ there or correct the path.',
  exclude: 'Write it with "ferexp audit --write-exclusions", correct the path, or remove the setting.',
  weights: 'Put the file there, correct the path, or use "imagenet" or "random".',
  base: 'Put the model there or correct the path; the model/ folder of a run holds one.',
};

/** Values that are not paths; one of them may have been meant. */
const names: Readonly<Record<string, readonly string[]>> = { source: ['synthetic'], weights: namedWeights };

function givenPaths({ resolved }: Subject): GivenPath[] {
  const { source, labels, exclude } = resolved.data;
  const trained = trainedFile(resolved.model);
  const found: [JsonPath, string | undefined][] = [
    [['data', 'source'], source === 'synthetic' ? undefined : source],
    [['data', 'labels', 'votes'], labels.scheme === 'fer+' ? labels.votes : undefined],
    [['data', 'exclude'], exclude],
    // When the network names none, the setting is not used.
    [['model', trained?.setting ?? 'base'], trained?.file],
  ];
  return found.flatMap(([setting, text]) =>
    text === undefined ? [] : [{ setting, text, absolute: path.resolve(resolved.baseDirectory, text) }],
  );
}

/** Control characters and their escapes in JSON. */
const escapes: ReadonlyMap<string, readonly [escape: string, name: string]> = new Map([
  ['\b', ['\\b', 'a backspace']],
  ['\t', ['\\t', 'a tab']],
  ['\n', ['\\n', 'a new line']],
  ['\f', ['\\f', 'a form feed']],
  ['\r', ['\\r', 'a carriage return']],
]);
const controls = /[\u0000-\u001f\u007f]/;

/** In `"data\fer2013.csv"` the backslash and the f are one invisible character. */
export const pathEscaped: Check = (subject) =>
  [...givenPaths(subject), ...originPaths(subject)].flatMap(({ setting, text }): Concern[] => {
    const found = controls.exec(text)?.[0];
    if (found === undefined) return [];
    const [escape, name] = escapes.get(found) ?? [
      `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
      'a control character',
    ];
    const meant = text
      .replace(new RegExp(controls, 'g'), (control) => `/${escapes.get(control)?.[0].slice(1) ?? ''}`)
      .replaceAll('\\', '/');
    return [
      {
        severity: 'error',
        code: 'path-escape',
        message: `In JSON ${escape} is one character, ${name}, so that this path leads nowhere. Write / between folders, or \\\\ for a backslash: ${JSON.stringify(meant)}.`,
        paths: [setting],
        suggestion: meant,
        fix: { title: `Change to "${meant}"`, path: setting, value: meant },
      },
    ];
  });

function originPaths({ resolved: { initFrom, techniques } }: Subject): Pick<GivenPath, 'setting' | 'text'>[] {
  const named: [JsonPath, object | undefined][] = [
    [['initFrom'], initFrom],
    [['techniques', 'distillation', 'from'], techniques.distillation?.from],
  ];
  return named.flatMap(([place, from]) =>
    Object.entries(from ?? {}).flatMap(([key, text]) =>
      ['model', 'run', 'experiment'].includes(key) && typeof text === 'string'
        ? [{ setting: [...place, key], text }]
        : [],
    ),
  );
}

/** The data, the votes or the trained weights are missing: the run could not begin. */
export const fileMissing: Check = (subject, context) =>
  givenPaths(subject)
    .filter(({ text }) => !controls.test(text))
    .filter(({ absolute }) => context.exists(absolute) === false)
    .map((wrong) => missing(wrong, context));

/** A base may be a folder that has a model.json. */
export const baseFolderEmpty: Check = (subject, context) =>
  givenPaths(subject)
    .filter(
      ({ setting, absolute }) =>
        setting.at(-1) === 'base' && context.list?.(absolute)?.includes('model.json') === false,
    )
    .map(({ setting, text }) => ({
      severity: 'error',
      code: 'base-folder-empty',
      message: `The folder "${text}" holds no model.json. Give the folder that does; the model/ folder of a run is one.`,
      paths: [setting],
    }));

function missing({ setting, text, absolute }: GivenPath, context: CheckContext): Concern {
  const folder = path.dirname(absolute);
  const name = path.basename(absolute);
  const key = String(setting.at(-1));
  const beside = context.list?.(folder)?.filter((other) => other !== name);
  let nearest = beside === undefined ? undefined : nearestName(name, beside);
  if (nearest !== undefined) nearest = text.slice(0, text.length - path.basename(text).length) + nearest;
  else nearest = nearestName(text, own(names, key) ?? []);
  const hint = nearest !== undefined ? `Did you mean "${nearest}"?` : (notAPath(text) ?? own(remedies, key));
  return {
    severity: 'error',
    code: 'file-missing',
    message: `"${text}" does not exist (${absolute}). Paths start from the folder of the experiment file. ${hint}`,
    paths: [setting],
    ...(nearest === undefined
      ? {}
      : { suggestion: nearest, fix: { title: `Change to "${nearest}"`, path: setting, value: nearest } }),
  };
}

/** Text that other programs would replace or download, but this one does not. */
function notAPath(text: string): string | undefined {
  if (/^file:/i.test(text)) return 'Give the path itself, without file://.';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return 'Nothing is downloaded here: download the file and give its path.';
  if (/^~|\$\{?\w/.test(text)) return 'Neither ~ nor variables such as $HOME are replaced: write the path out.';
  return undefined;
}

/** The trained model that a run starts from. */
function modelPath({ resolved: { initFrom, baseDirectory } }: Subject): GivenPath[] {
  if (!initFrom || !('model' in initFrom)) return [];
  const text = initFrom.model;
  return [{ setting: ['initFrom', 'model'], text, absolute: path.resolve(baseDirectory, text) }];
}

/** A path that leads out of the project folder is reported before it is read. */
export const pathOutside: Check = (subject, context) => {
  const folder = projectOf(context);
  return [...givenPaths(subject), ...modelPath(subject)]
    .map((one) => ({ ...one, absolute: realPathIn(context, one.absolute) }))
    .filter(({ absolute }) => isOutside(folder, absolute))
    .map(({ setting, text, absolute }) => ({
      severity: 'warning',
      code: 'path-outside',
      message:
        `"${text}" leads out of the project folder, to ${absolute}. It will be read from there; anyone who gets this ` +
        'project needs the same file at the same place. Keep data inside the project if you can.',
      paths: [setting],
    }));
};

/** A list that no run could read: each of its runs would fail. */
export const exclusionWrong: Check = ({ resolved }, context) => {
  const { exclude } = resolved.data;
  if (exclude === undefined) return [];
  const file = path.resolve(resolved.baseDirectory, exclude);
  // Whoever opens the file has not agreed yet to what lies outside.
  if (isOutside(projectOf(context), realPathIn(context, file))) return [];
  if (context.list?.(file) !== undefined) {
    return [
      {
        severity: 'error',
        code: 'exclusion-wrong',
        message: `"${exclude}" is a folder; the name of a text file was expected. ${remedies['exclude']!}`,
        paths: [['data', 'exclude']],
      },
    ];
  }
  const text = context.read?.(file);
  const wrong = text === undefined ? undefined : exclusionLines(text).wrong;
  if (!wrong) return [];
  return [
    {
      severity: 'error',
      code: 'exclusion-wrong',
      message: `Line ${wrong.line} of "${exclude}": ${wrong.message} ${exclusionRemedy}`,
      paths: [['data', 'exclude']],
    },
  ];
};

const realPathIn = (context: CheckContext, file: string): string => context.realPath?.(file) ?? file;

const projectOf = (context: CheckContext): string => realPathIn(context, context.folder ?? projectFolder(context.path));

function isOutside(folder: string, absolute: string): boolean {
  const relative = path.relative(folder, absolute);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}
