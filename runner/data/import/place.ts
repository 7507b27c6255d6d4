/** Finds the part and class of a picture from its path, and whether it is used at all. */
import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { type Usage, usages } from '../dataset';
import { ferClasses } from '../labels/classes';

/** Names of class folders, in lower case, and what they stand for: an index into `ferClasses`, or left out. */
export type ClassMap = ReadonlyMap<string, number | 'leftOut'>;

export interface PlacedImage {
  readonly emotion: number;
  readonly usage: number;
  /** The path from part and class on: the same in an archive and in its unpacked folder. */
  readonly key: string;
  /** True when the name does not say which official test part it is: PrivateTest was assumed. */
  readonly assumed: boolean;
  /** Original names of the folders. */
  readonly part: string;
  readonly folder: string;
  /** The folder is a number, read as FER2013's or as the experiment maps it. */
  readonly byNumber: boolean;
}

export type Place =
  | PlacedImage
  /** The experiment leaves the class out. */
  | 'leftOut'
  /** Not in a part and class folder. */
  | 'stray';

/** Folders of the parts, in lower case without separators. Class numbers are FER2013's in folders with its own names. */
const parts = new Map<string, { readonly usage: Usage; readonly official?: true }>([
  ...(['train', 'training', 'fer2013train'] as const).map((name) => [name, { usage: 'Training' as const }] as const),
  ...(['val', 'valid', 'validation', 'dev', 'fer2013valid'] as const).map(
    (name) => [name, { usage: 'PublicTest' as const }] as const,
  ),
  ...(['test', 'testing', 'fer2013test'] as const).map((name) => [name, { usage: 'PrivateTest' as const }] as const),
  ['publictest', { usage: 'PublicTest', official: true }],
  ['privatetest', { usage: 'PrivateTest', official: true }],
]);

const synonyms: readonly (readonly [string, (typeof ferClasses)[number]])[] = [
  ['anger', 'angry'],
  ['disgusted', 'disgust'],
  ['fearful', 'fear'],
  ['afraid', 'fear'],
  ['happiness', 'happy'],
  ['sadness', 'sad'],
  ['surprised', 'surprise'],
  ['suprise', 'surprise'],
];

const classes: ReadonlyMap<string, number> = new Map([
  ...ferClasses.map((name, number) => [name, number] as const),
  ...synonyms.map(([name, of]) => [name, ferClasses.indexOf(of)] as const),
]);

/** FER2013's class of a name: its own name, a synonym, or one after a number as in `3_happy`. */
export function classOfName(name: string): number | undefined {
  const text = name.trim().toLowerCase();
  return classes.get(text) ?? classes.get(text.replace(/^\d+[\s_.-]+/, ''));
}

/** The part that a folder, or a value of Usage, is named after. */
export function partOfName(name: string): Usage | undefined {
  return parts.get(plain(name))?.usage;
}

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_.-]/g, '')
    .replace(/(set|data|images?)$/, '');

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** Whether systems and programs left a file behind: it is hidden, in a hidden folder, or known by name. */
export function isJunk(path: string): boolean {
  const names = path.split('/');
  return (
    names.some((name) => (name.startsWith('.') && name !== '.' && name !== '..') || name === '__MACOSX') ||
    /^(thumbs\.db|desktop\.ini|ehthumbs\.db|icon\r)$/i.test(names.at(-1)!)
  );
}

/** Whether a file has the name of a picture. */
export function isPictureName(path: string): boolean {
  return /\.(jpe?g|jpe|jfif|png|bmp|dib|gif|webp|tiff?|p[gpbn]m|heic|heif|avif|jp2)$/i.test(path);
}

const layout = 'train/<class>/<file> and test/<class>/<file>';

export function strayError(source: string, path: string): UserError {
  return new UserError(
    `${source}: ${printable(path)} is not in a part and class folder: expected ${layout}.`,
    'Give the folder that holds train and test (or Training, PublicTest and PrivateTest; or train, val and test), each with one folder a class.',
  );
}

/** The order of the faces of a folder: by part and then by path, in whatever order the disk lists files. */
export function faceOrder(a: PlacedImage, b: PlacedImage): number {
  // By code units, so that it does not depend on the language of the system.
  return a.usage - b.usage || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** The classes of folders as the experiment gives them. */
export function classMapOf(classes: Readonly<Record<string, string>> = {}): ClassMap {
  return new Map(
    Object.entries(classes).map(([folder, name]) => [
      folder.toLowerCase(),
      name === 'leaveOut' ? 'leftOut' : (ferClasses as readonly string[]).indexOf(name),
    ]),
  );
}

/**
 * The paths that are pictures of faces, in the order of the faces.
 *
 * @param paths in the order in which the folder lists them
 * @throws UserError as `placeImage`
 */
export function placedPictures(
  paths: readonly string[],
  source: string,
  classes: Readonly<Record<string, string>> | undefined,
): string[] {
  const map = classMapOf(classes);
  const found = paths.flatMap((path) => {
    const place = isJunk(path) || !isPictureName(path) ? 'stray' : placeImage(path, source, map);
    return typeof place === 'string' ? [] : [{ path, place }];
  });
  return found.sort((a, b) => faceOrder(a.place, b.place)).map(({ path }) => path);
}

/**
 * Class and part of a picture, `<part>/<class>/…/[<Usage>_]<id>.jpg`.
 *
 * @param path with `/` between names
 * @param source for messages
 * @param map classes given by the experiment, which win over the known names
 * @throws UserError for an unknown class, or a number whose class is not given
 */
export function placeImage(path: string, source: string, map: ClassMap = new Map()): Place {
  const names = path.split('/');
  const known = (name: string) => map.has(name.toLowerCase()) || isNumber(name) || classOfName(name) !== undefined;
  const candidates = names.flatMap((name, i) => (i < names.length - 2 && parts.has(plain(name)) ? [i] : []));
  const at = candidates.findLast((i) => known(names[i + 1]!)) ?? candidates.at(-1);
  if (at === undefined) return 'stray';
  const [part, folder] = [names[at]!, names[at + 1]!];
  const file = names.at(-1)!;
  const emotion = emotionOf(part, folder, source, map);
  if (emotion === 'leftOut') return 'leftOut';

  const { usage: ofPart, official } = parts.get(plain(part))!;
  const named = usages.findIndex((usage) => file.startsWith(`${usage}_`));
  const allowed = allowedNames(ofPart, official === true || plain(part) === 'test');
  if (named >= 0 && !allowed.includes(usages[named]!)) {
    throw new UserError(
      `${source}: ${printable(path)} is named as ${usages[named]} but lies in ${printable(part)}: expected ${allowed.join(' or ')}.`,
      'Move the file to the folder of its part.',
    );
  }
  const isTest = ofPart === 'PrivateTest' && official !== true;
  const usage = isTest && named >= 0 ? named : usages.indexOf(ofPart);
  const rest = names.slice(at + 2).join('/');
  return {
    emotion,
    usage,
    key: `${ofPart === 'Training' ? 'train' : 'test'}/${ferClasses[emotion]}/${rest}`,
    assumed: isTest && named < 0,
    part,
    folder,
    byNumber: isNumber(folder),
  };
}

/** Which parts the name of a file in a folder may say. A validation folder may be a share of any part. */
function allowedNames(part: Usage, strict: boolean): readonly Usage[] {
  if (part === 'Training') return ['Training'];
  if (!strict) return usages;
  return part === 'PublicTest' ? ['PublicTest'] : ['PublicTest', 'PrivateTest'];
}

function emotionOf(part: string, folder: string, source: string, map: ClassMap): number | 'leftOut' {
  const mapped = map.get(folder.toLowerCase());
  if (mapped !== undefined) return mapped;
  const place = `${printable(part)}/${printable(folder)}`;
  if (isNumber(folder)) {
    const number = Number(folder);
    const usesFer = parts.get(plain(part))!.official === true || plain(part) === 'training';
    if (usesFer && map.size === 0 && number < ferClasses.length) return number;
    throw new UserError(
      `${source}: the class folder ${place} is a number, and data sets number emotions differently.`,
      `Say what each number means with data.classes in the experiment (or --classes). FER2013: ${numbered(ferNumbers)}. RAF-DB: ${numbered(rafNumbers)}. AffectNet: ${numbered(affectNetNumbers)}; "leaveOut" leaves a class out.`,
    );
  }
  const emotion = classOfName(folder);
  if (emotion !== undefined) return emotion;
  throw new UserError(
    `${source}: the folder ${place} is not a class of FER2013: expected ${ferClasses.join(', ')}.`,
    `Name its class in the experiment, for example "classes": { ${JSON.stringify(printable(folder))}: "leaveOut" } in data; or rename the folder, or remove it.`,
  );
}

type Numbers = readonly (readonly [number, string])[];
const ferNumbers: Numbers = ferClasses.map((name, number) => [number, name]);
/** S. Li, W. Deng and J. Du, 2017. */
const rafNumbers: Numbers = (['surprise', 'fear', 'disgust', 'happy', 'sad', 'angry', 'neutral'] as const).map(
  (name, number) => [number + 1, name],
);
/** A. Mollahosseini, B. Hasani and M. H. Mahoor, 2017. */
const affectNetNumbers: Numbers = (
  ['neutral', 'happy', 'sad', 'surprise', 'fear', 'disgust', 'angry', 'leaveOut'] as const
).map((name, number) => [number, name]);

const numbered = (numbers: Numbers): string =>
  `{ ${numbers.map(([number, name]) => `"${number}": "${name}"`).join(', ')} }`;
