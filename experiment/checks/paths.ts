/** Paths of the file: do they lead to something, and where? */
import path from 'node:path';
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

/** What to do where nothing there has a similar name. */
const mends: Readonly<Record<string, string>> = {
  source: 'Put the data there, correct the path, or use "synthetic" for generated faces.',
  votes: 'Put fer2013new.csv of FER+ there or correct the path.',
  weights: 'Put the .h5 file there, correct the path, or use "imagenet" or "random".',
  base: 'Put the model there or correct the path; the model/ folder of a run holds one.',
};

/** Values that are no paths, one of which may have been meant. */
const names: Readonly<Record<string, readonly string[]>> = { source: ['synthetic'], weights: namedWeights };

function givenPaths({ resolved }: Subject): GivenPath[] {
  const { source, labels } = resolved.data;
  const trained = trainedFile(resolved.model);
  const given: [JsonPath, string | undefined][] = [
    [['data', 'source'], source === 'synthetic' ? undefined : source],
    [['data', 'labels', 'votes'], labels.scheme === 'fer+' ? labels.votes : undefined],
    // Where the network names none, the setting is not looked at.
    [['model', trained?.setting ?? 'base'], trained?.file],
  ];
  return given.flatMap(([setting, text]) =>
    text === undefined ? [] : [{ setting, text, absolute: path.resolve(resolved.baseDirectory, text) }],
  );
}

/** Control characters and the escapes that JSON writes them with. */
const escapes: ReadonlyMap<string, readonly [escape: string, name: string]> = new Map([
  ['\b', ['\\b', 'a backspace']],
  ['\t', ['\\t', 'a tab']],
  ['\n', ['\\n', 'a new line']],
  ['\f', ['\\f', 'a form feed']],
  ['\r', ['\\r', 'a carriage return']],
]);
const controls = /[\u0000-\u001f\u007f]/;

/** In `"data\fer2013.csv"` the backslash and the f are one character, which nobody sees. */
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
        mend: { title: `Change to "${meant}"`, path: setting, value: meant },
      },
    ];
  });

function originPaths({ resolved: { initFrom } }: Subject): Pick<GivenPath, 'setting' | 'text'>[] {
  if (initFrom === undefined) return [];
  return Object.entries(initFrom).flatMap(([key, text]) =>
    ['model', 'run', 'experiment'].includes(key) && typeof text === 'string'
      ? [{ setting: ['initFrom', key], text }]
      : [],
  );
}

/** The data, the votes or the trained weights are not there: the run could not begin. */
export const fileMissing: Check = (subject, context) =>
  givenPaths(subject)
    .filter(({ text }) => !controls.test(text))
    .filter(({ absolute }) => context.exists(absolute) === false)
    .map((given) => missing(given, context));

/** A base may be a folder, which then holds it. */
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
  const given = String(setting.at(-1));
  const beside = context.list?.(folder)?.filter((other) => other !== name);
  let nearest = beside === undefined ? undefined : nearestName(name, beside);
  if (nearest !== undefined) nearest = text.slice(0, text.length - path.basename(text).length) + nearest;
  else nearest = nearestName(text, own(names, given) ?? []);
  const mend = nearest !== undefined ? `Did you mean "${nearest}"?` : (notAPath(text) ?? own(mends, given));
  return {
    severity: 'error',
    code: 'file-missing',
    message: `"${text}" does not exist (${absolute}). Paths start from the folder of the experiment file. ${mend}`,
    paths: [setting],
    ...(nearest === undefined
      ? {}
      : { suggestion: nearest, mend: { title: `Change to "${nearest}"`, path: setting, value: nearest } }),
  };
}

/** What others would replace or fetch, and nobody does here. */
function notAPath(text: string): string | undefined {
  if (/^file:/i.test(text)) return 'Give the path itself, without file://.';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text))
    return 'Nothing is downloaded from here: fetch the file and give its path.';
  if (/^~|\$\{?\w/.test(text)) return 'Neither ~ nor variables such as $HOME are replaced: write the path out.';
  return undefined;
}

/** A path that leaves the project folder is shown before it is read. */
export const pathOutside: Check = (subject, context) => {
  const real = (file: string) => context.realPath?.(file) ?? file;
  const folder = real(context.folder ?? projectFolder(context.path));
  return givenPaths(subject)
    .map((given) => ({ ...given, absolute: real(given.absolute) }))
    .filter(({ absolute }) => isOutside(folder, absolute))
    .map(({ setting, text, absolute }) => ({
      severity: 'warning',
      code: 'path-outside',
      message:
        `"${text}" leads out of the project folder, to ${absolute}. It will be read from there; whoever gets this ` +
        'project needs the same file at the same place. Keep data inside of the project where you can.',
      paths: [setting],
    }));
};

function isOutside(folder: string, absolute: string): boolean {
  const relative = path.relative(folder, absolute);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}
