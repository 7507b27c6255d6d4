/** Finds the faces of a folder whose files say what they show, before any picture is read. */
import { fillIn, namePattern, type NameMatch } from '../../../../experiment/namePattern';
import { hasVotes, layoutMistake } from '../../../../experiment/layout';
import type { ResolvedData } from '../../../../experiment/types';
import type { DataLayout } from '../../../../schemas/generated/experiment';
import { UserError } from '../../../../schemas/userError';
import { count, counted, percent } from '../../../../words/numbers';
import { printable } from '../../../../words/printable';
import { usages } from '../../dataset';
import { type Box, fewestPixels } from '../decodeImage';
import { LeftOut } from '../notes';
import { type ClassMap, classOfName, isPictureName, partOfName } from '../place';
import { heldOutFaces } from './holdOut';
import { labelIn, mostLabelBytes } from './labelFile';
import { type ListedFace, readList } from './readList';
import { matching, SourceFiles, stemOf } from './sourceFiles';

export interface Layout {
  readonly layout: DataLayout;
  readonly classes: ClassMap;
  readonly holdOut?: ResolvedData['holdOut'];
}

/** A face that is to be read. */
export interface PlannedFace {
  /** Of the picture, relative to the folder. */
  readonly path: string;
  readonly emotion: number;
  /** Index into `usages`. */
  readonly usage: number;
  readonly box?: Box;
}

export interface PlannedFaces {
  /** By part, then by path. */
  readonly faces: readonly PlannedFace[];
  /** Number of the person of each face, where persons are known. */
  readonly persons?: Uint32Array;
  /** Votes of FER+'s people, ten for each face, where lists have them. */
  readonly votes?: Uint8Array;
  readonly notes: readonly string[];
}

/** Content of a file of the folder. @throws UserError when it has more bytes than `most` */
type Read = (path: string, most: number) => Promise<Buffer>;

const mostListBytes = 200e6;

/** What is known of a face before its class is understood. */
interface Found {
  readonly path: string;
  readonly class: string;
  readonly part?: string | undefined;
  readonly person?: string | undefined;
  readonly box?: Box | undefined;
  readonly votes?: readonly number[] | undefined;
  readonly where: string;
}

interface Known extends PlannedFace {
  readonly votes?: readonly number[] | undefined;
  readonly person?: string | undefined;
  readonly part?: string | undefined;
}

/**
 * @param source of the folder, for messages
 * @param paths of its files
 * @throws UserError naming file and line
 */
export async function planFaces(
  source: string,
  paths: readonly string[],
  { layout, classes, holdOut }: Layout,
  read: Read,
): Promise<PlannedFaces> {
  const mistake = layoutMistake(layout);
  if (mistake) throw new UserError(`data.layout.${mistake.key}: ${mistake.why}.`, 'Correct data.layout.');
  const files = new SourceFiles(source, paths);
  const { found, notes } =
    layout.list === undefined
      ? await byNames(source, files, layout, classes, read)
      : await byList(source, files, { ...layout, list: layout.list }, read);
  const otherClass = new LeftOut();
  const tiny = new LeftOut();
  const known = found.flatMap((face): Known[] => {
    const emotion = emotionOf(face.class, classes, face.where);
    const { path, box, person, part, votes } = face;
    if (emotion === 'leftOut') otherClass.add(path);
    else if (box && Math.min(box.right - box.left, box.bottom - box.top) < fewestPixels) tiny.add(path);
    else return [{ path, emotion, usage: usageOf(part, face.where), person, part, votes, ...(box && { box }) }];
    return [];
  });
  if (known.length === 0) {
    throw new UserError(
      `${source} holds no faces that data.layout describes.`,
      'Check data.layout and data.classes; without data.layout, class folders are read.',
    );
  }
  const persons = personsOf(known);
  const placed = holdOut ? divided(known, persons, holdOut) : known;
  if (!holdOut) checkPersons(placed);
  const order = placed.map((_, at) => at).sort((a, b) => compare(placed[a]!, placed[b]!));
  return {
    faces: order.map((at) => faceOf(placed[at]!)),
    ...(persons && { persons: Uint32Array.from(order, (at) => persons[at]!) }),
    ...(hasVotes(layout) && { votes: Uint8Array.from(order.flatMap((at) => [...(placed[at]!.votes ?? [])])) }),
    notes: [
      ...(holdOut ? heldOutNotes(placed, persons) : partNotes(placed)),
      ...(persons ? personNotes(persons) : []),
      ...otherClass.note('picture', 'pictures', 'being of a class that is left out'),
      ...tiny.note('face', 'faces', `with a box of fewer than ${fewestPixels} pixels a side`),
      ...notes,
    ],
  };
}

const faceOf = ({ path, emotion, usage, box }: Known): PlannedFace => ({ path, emotion, usage, ...(box && { box }) });

function compare(a: PlannedFace, b: PlannedFace): number {
  if (a.usage !== b.usage) return a.usage - b.usage;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.box?.top ?? 0) - (b.box?.top ?? 0) || (a.box?.left ?? 0) - (b.box?.left ?? 0);
}

interface Taken {
  readonly found: readonly Found[];
  readonly notes: readonly string[];
}

async function byList(
  source: string,
  files: SourceFiles,
  { list, columns, picture = '{path}', names }: DataLayout & { readonly list: string },
  read: Read,
): Promise<Taken> {
  const listPaths = list.includes('*')
    ? matching(files.paths, list)
    : [files.find(list, '', 'data.layout.list')].flatMap((path) => path ?? []);
  if (listPaths.length === 0) {
    throw new UserError(
      `${source} holds no file ${printable(list)}, which data.layout names.`,
      'Give the folder that holds the list and the pictures as data.source, or correct data.layout.list.',
    );
  }
  const pattern = patternOf(names);
  const found: Found[] = [];
  for (const listPath of listPaths) {
    const root = listPath.slice(0, listPath.lastIndexOf('/') + 1);
    const lines = new Map<string, number>();
    const name = `${source}: ${printable(listPath)}`;
    for (const face of readList(await read(listPath, mostListBytes), name, columns)) {
      const wanted = fillIn(
        picture,
        new Map([
          ['path', face.picture],
          ['stem', stemOf(face.picture)],
        ]),
      );
      const path = files.find(wanted, root, face.where);
      if (path === undefined || !isPictureName(path)) throw noPicture(source, face, wanted, path);
      checkOnce(lines, path, face);
      const match = pattern?.(path);
      if (pattern && !match) {
        throw new UserError(
          `${face.where}: ${printable(path, 200)} does not fit data.layout.names, "${names}".`,
          'Correct the line, or data.layout.names.',
        );
      }
      const { votes, where } = face;
      found.push({ path, class: face.class, where, ...detailsOf(match, face), votes });
    }
  }
  const listed = new Set(found.map(({ path }) => path));
  const unlisted = new LeftOut();
  for (const path of files.paths) if (isPictureName(path) && !listed.has(path)) unlisted.add(path);
  return { found, notes: unlisted.note('picture', 'pictures', 'being in no line of the list') };
}

function noPicture(source: string, { where }: ListedFace, wanted: string, path: string | undefined): UserError {
  return path === undefined
    ? new UserError(
        `${where}: the picture ${printable(wanted, 200)} is not in ${printable(source)}.`,
        'Put it there, remove the line, or say with data.layout.picture where the pictures are.',
      )
    : new UserError(`${where}: ${printable(path, 200)} has no name of a picture.`, 'Correct the line or the columns.');
}

function checkOnce(lines: Map<string, number>, path: string, { box, line, where }: ListedFace): void {
  const key = box ? `${path}\0${box.left} ${box.top} ${box.right} ${box.bottom}` : path;
  const before = lines.get(key);
  if (before === undefined) {
    lines.set(key, line);
    return;
  }
  throw new UserError(
    `${where} names ${printable(path, 200)}${box ? ' and its box' : ''} again, as line ${before} does.`,
    'Remove one of the two lines.',
  );
}

async function byNames(
  source: string,
  files: SourceFiles,
  { names, labelFile }: DataLayout,
  classes: ClassMap,
  read: Read,
): Promise<Taken> {
  const pattern = patternOf(names);
  const [others, strange, unlabelled] = [new LeftOut(), new LeftOut(), new LeftOut()];
  const found: Found[] = [];
  for (const path of files.paths) {
    if (!isPictureName(path)) continue;
    const match = pattern?.(path);
    if (!match) {
      others.add(path);
      continue;
    }
    const where = `${source}: ${printable(path)}`;
    const details = detailsOf(match);
    if (labelFile === undefined) {
      const name = match.found.get('class') ?? '';
      // Beside the pictures of a set lie others, such as one of its authors.
      if (meaningOf(name, classes) === undefined) strange.add(path);
      else found.push({ path, class: name, where, ...details });
      continue;
    }
    const label = files.find(fillIn(labelFile, new Map([...match.found, ['stem', stemOf(path)]])), match.root, where);
    if (label === undefined) unlabelled.add(path);
    else {
      const name = `${source}: ${printable(label)}`;
      found.push({ path, class: labelIn(await read(label, mostLabelBytes), name), where: name, ...details });
    }
  }
  return {
    found,
    notes: [
      ...others.note('picture', 'pictures', 'with a name that does not fit data.layout.names'),
      ...strange.note('picture', 'pictures', 'with a name in which data.classes knows no class'),
      ...unlabelled.note('picture', 'pictures', 'having no file with its class'),
    ],
  };
}

function patternOf(names: string | undefined) {
  const pattern = names === undefined ? undefined : namePattern(names);
  if (typeof pattern === 'string') throw new Error(pattern);
  return pattern;
}

/** Part and person are said by the name or by the line, not by both. */
function detailsOf(match: NameMatch | undefined, face?: ListedFace): Pick<Found, 'part' | 'person' | 'box'> {
  return {
    part: match?.found.get('part') ?? face?.part,
    person: match?.found.get('person') ?? face?.person,
    box: face?.box,
  };
}

/** A number may be written as `3.0000000e+00`. */
const numberOf = (text: string): string | undefined =>
  /^\d+(\.0*)?(e\+?0+)?$/i.test(text) ? String(Number(text)) : undefined;

/** Undefined for a class without a meaning. */
function meaningOf(text: string, map: ClassMap): number | 'leftOut' | undefined {
  const number = numberOf(text);
  const mapped = map.get(text.toLowerCase()) ?? (number === undefined ? undefined : map.get(number));
  return mapped ?? (number === undefined ? classOfName(text) : undefined);
}

function emotionOf(text: string, map: ClassMap, where: string): number | 'leftOut' {
  const emotion = meaningOf(text, map);
  if (emotion !== undefined) return emotion;
  const number = numberOf(text);
  const known = [...map.keys()];
  throw new UserError(
    `${where}: the class "${printable(number ?? text, 40)}" has no meaning: expected ${known.length === 0 ? 'the name of an emotion' : printable(known.join(', '), 200)}.`,
    number === undefined
      ? 'Correct the class, or say in data.classes what it shows; "leaveOut" leaves it out.'
      : 'Say in data.classes what each number shows, for data sets number emotions differently; "leaveOut" leaves one out.',
  );
}

/** Without a part, a face is for training. */
function usageOf(part: string | undefined, where: string): number {
  if (part === undefined) return usages.indexOf('Training');
  const usage = partOfName(part);
  if (usage !== undefined) return usages.indexOf(usage);
  throw new UserError(
    `${where}: "${printable(part, 40)}" is no part of the data: expected train, val or test, or Training, PublicTest or PrivateTest.`,
    'Correct it, or leave the parts out and divide the faces with data.holdOut.',
  );
}

/** By the order of their names, so that the order of files does not matter. */
function personsOf(faces: readonly Known[]): Uint32Array | undefined {
  const names = [...new Set(faces.flatMap(({ person }) => (person === undefined ? [] : [person])))].sort();
  if (names.length === 0) return undefined;
  const numbers = new Map(names.map((name, number) => [name, number]));
  return Uint32Array.from(faces, ({ person }) => numbers.get(person ?? '') ?? 0);
}

function divided(
  faces: readonly Known[],
  persons: Uint32Array | undefined,
  holdOut: NonNullable<ResolvedData['holdOut']>,
): Known[] {
  const order = faces
    .map((_, at) => at)
    .sort((a, b) => compare({ ...faces[a]!, usage: 0 }, { ...faces[b]!, usage: 0 }));
  const ordered = persons && Uint32Array.from(order, (at) => persons[at]!);
  const isHeld = heldOutFaces(faces.length, ordered, holdOut);
  const held = new Set(order.filter((_, at) => isHeld[at]));
  return faces.map((face, at) => ({ ...face, usage: usages.indexOf(held.has(at) ? 'PrivateTest' : 'Training') }));
}

/** A person who is trained on is recognised in the test, and with the person the emotion. */
function checkPersons(faces: readonly Known[]): void {
  const first = new Map<string, Known>();
  for (const face of faces) {
    if (face.person === undefined) continue;
    const before = first.get(face.person);
    if (before === undefined) first.set(face.person, face);
    else if (before.usage !== face.usage) {
      throw new UserError(
        `The person ${printable(face.person, 60)} is in two parts: ${printable(before.path, 200)} in ${usages[before.usage]} and ${printable(face.path, 200)} in ${usages[face.usage]}. The test would then measure how well persons are recognised.`,
        'Correct the parts, or hold persons out with data.holdOut, for example { "fraction": 0.2 }.',
      );
    }
  }
}

/** @param persons number of the person of each face, where persons are known */
function heldOutNotes(faces: readonly Known[], persons: Uint32Array | undefined): string[] {
  const held = faces.flatMap(({ usage }, at) => (usages[usage] === 'PrivateTest' ? [at] : []));
  const of = (all: number, some: number, what: string) => `${count(some)} of ${counted(all, what)}`;
  const share = `${of(faces.length, held.length, 'face')} (${percent(held.length / faces.length)})`;
  const people = persons && of(new Set(persons).size, new Set(held.map((at) => persons[at])).size, 'person');
  return [`data.holdOut holds ${share} out for the test${people === undefined ? '' : `, of ${people}`}.`];
}

function personNotes(persons: Uint32Array): string[] {
  const people = counted(new Set(persons).size, 'person');
  return [`The faces show ${people}: none is in two splits.`];
}

function partNotes(faces: readonly Known[]): string[] {
  const validation = faces.find(
    ({ usage, part }) => usages[usage] === 'PublicTest' && !/^publictest$/i.test(part ?? ''),
  );
  if (validation === undefined) return [];
  const of = faces.filter(({ usage }) => usage === validation.usage).length;
  return [
    `The part ${printable(validation.part ?? '', 60)} (${count(of)} faces) is read as publicTest: name it in data.validation ("publicTest") or in data.test (["publicTest"]).`,
  ];
}
