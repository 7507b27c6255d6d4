/** Paths of the file: do they lead to something, and where? */
import path from 'node:path';
import { nearestName } from '../names';
import { projectFolder } from '../projectFolder';
import type { JsonPath } from '../types';
import type { Check, CheckContext, Concern, Subject } from './check';

interface GivenPath {
  readonly setting: JsonPath;
  readonly text: string;
  readonly absolute: string;
}

function givenPaths({ resolved }: Subject): GivenPath[] {
  const { source, labels } = resolved.data;
  const given: [JsonPath, string | undefined][] = [
    [['data', 'source'], source === 'synthetic' ? undefined : source],
    [['data', 'labels', 'votes'], labels.scheme === 'fer+' ? labels.votes : undefined],
  ];
  return given.flatMap(([setting, text]) =>
    text === undefined ? [] : [{ setting, text, absolute: path.resolve(resolved.baseDirectory, text) }],
  );
}

/** The data or the votes are not there: the run could not begin. */
export const fileMissing: Check = (subject, context) =>
  givenPaths(subject)
    .filter(({ absolute }) => context.exists(absolute) === false)
    .map((given) => missing(given, context));

function missing({ setting, text, absolute }: GivenPath, context: CheckContext): Concern {
  const folder = path.dirname(absolute);
  const name = path.basename(absolute);
  const isSource = setting.at(-1) === 'source';
  const names = context.list?.(folder)?.filter((other) => other !== name);
  let nearest = names === undefined ? undefined : nearestName(name, names);
  if (nearest !== undefined) nearest = text.slice(0, text.length - path.basename(text).length) + nearest;
  else if (isSource) nearest = nearestName(text, ['synthetic']);
  const mend =
    nearest !== undefined
      ? `Did you mean "${nearest}"?`
      : isSource
        ? 'Put the data there, correct the path, or use "synthetic" for generated faces.'
        : 'Put fer2013new.csv of FER+ there or correct the path.';
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
