/** Takes the files of a folder or an archive one by one, and imports those that are faces. */
import { UserError } from '../../../schemas/userError';
import { fileKindOf, kindHeadBytes, pictureKinds } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { peek } from './bytes';
import { FerCsvParser } from './csvParser';
import { readHeader } from './csvHeader';
import { decodeGrey } from './decodeImage';
import type { Entry } from './entries';
import { FaceCollector, type PackedFaces } from './faceCollector';
import { mostPictureBytes } from './limits';
import { LeftOut, numberNotes, partNotes, PictureChanges, unmatchedNotes } from './notes';
import {
  type ClassMap,
  faceOrder,
  isJunk,
  isPictureName,
  type Place,
  type PlacedImage,
  placeImage,
  strayError,
} from './place';
import { sizeWords } from '../../../words/numbers';

/** Enough for the header of a table, and to recognise the kind of a file. */
const headBytes = 4096;

const isContainerName = (path: string): boolean => /\.(zip|tar|tgz|txz|tbz2?|gz|xz|bz2|7z|rar|zst)$/i.test(path);
const isTableName = (path: string): boolean => /\.(csv|tsv|txt)$/i.test(path);

/** The result of importing all files. */
export type Imported =
  | { readonly packed: PackedFaces }
  /** No faces, but one file that may contain them: a packed table or an archive. */
  | { readonly inside: string };

export class FacesImporter {
  private readonly pictures = new FaceCollector();
  private readonly changes = new PictureChanges(this.pictures.size);
  private readonly placed: PlacedImage[] = [];
  private table: FaceCollector | undefined;
  private readonly tables: string[] = [];
  /** Tables of faces that lack a column. */
  private readonly incomplete: { readonly path: string; readonly missing: string }[] = [];
  private readonly containers: string[] = [];
  private readonly strays = new LeftOut();
  private readonly others = new LeftOut();
  private readonly otherClass = new LeftOut();
  /** For each class folder without a picture so far, what is in it. */
  private readonly bare = new Map<string, { count: number; readonly first: string; readonly kind: string }>();

  /**
   * @param source for messages
   * @param classes the emotions of class folders, as the experiment gives them
   */
  constructor(
    private readonly source: string,
    private readonly classes: ClassMap,
  ) {}

  /** @throws UserError when a file that is used cannot be read */
  async take(entry: Entry): Promise<void> {
    const { path } = entry;
    if (isJunk(path)) return;
    checkFerPlusFolder(path, this.source);
    const place = this.placeOf(path);
    if (place === 'leftOut') return this.otherClass.add(path);
    if (place !== 'stray') return this.takeOfClass(entry, place);
    if (isPictureName(path)) return this.strays.add(path);
    if (isTableName(path)) return this.takeTable(entry);
    if (isContainerName(path)) this.containers.push(path);
  }

  /** Only a picture must be in a folder that says what it shows. */
  private placeOf(path: string): Place {
    if (isPictureName(path)) return placeImage(path, this.source, this.classes);
    try {
      return placeImage(path, this.source, this.classes);
    } catch {
      return 'stray';
    }
  }

  /** Files of a class folder may be pictures whatever their names; files with a picture's name must be pictures. */
  private async takeOfClass(entry: Entry, place: PlacedImage): Promise<void> {
    const { path, irregular, size } = entry;
    const name = `${this.source}: ${printable(path)}`;
    if (irregular !== undefined) {
      throw new UserError(`${name} is ${irregular}, not a picture.`, 'Remove it, or put the picture in its place.');
    }
    const { head, chunks, close } = await peek(entry.read(), kindHeadBytes);
    const kind = fileKindOf(head);
    const isPicture = kind !== undefined && pictureKinds.includes(kind.id);
    if (!isPicture && !isPictureName(path)) {
      await close();
      return this.leaveOut(path, place, kind?.name ?? 'no picture');
    }
    if (size > mostPictureBytes) {
      await close();
      throw tooLarge(name, size);
    }
    this.changes.add(decodeGrey(await contentOf(chunks, name), name, this.pictures.size, this.pictures.next()));
    this.pictures.commit(place.emotion, place.usage);
    this.placed.push(place);
  }

  private leaveOut(path: string, { part, folder }: PlacedImage, kind: string): void {
    this.others.add(path);
    const key = `${part}/${folder}`;
    const bare = this.bare.get(key);
    if (bare) bare.count++;
    else this.bare.set(key, { count: 1, first: path, kind });
  }

  private async takeTable(entry: Entry): Promise<void> {
    if (entry.irregular !== undefined) return;
    const { head, chunks, close } = await peek(entry.read(), headBytes);
    const { columns, missing } = readHeader(head);
    if (!columns.includes('pixels')) {
      await close();
      return;
    }
    if (missing.length > 0) {
      await close();
      this.incomplete.push({ path: entry.path, missing: missing.join(' and ') });
      return;
    }
    this.tables.push(entry.path);
    // Several tables are ambiguous, and a table beside pictures is not read: each would take as much memory again.
    if (this.tables.length > 1 || this.placed.length > 0) return close();
    this.table = new FaceCollector();
    const parser = new FerCsvParser(`${this.source}: ${printable(entry.path)}`, this.table);
    for await (const chunk of chunks) parser.write(chunk);
    parser.end();
  }

  /** @throws UserError when there are no faces, or it is ambiguous which are meant */
  finish(): Imported {
    this.checkBareClasses();
    if (this.placed.length > 0) return { packed: this.packPictures() };
    if (this.tables.length > 1) throw this.several(this.tables);
    if (this.table !== undefined) {
      return { packed: this.table.pack('rows', [`The faces are those of ${printable(this.tables[0]!)} in it.`]) };
    }
    const [container, another] = this.containers;
    if (another !== undefined) throw this.several(this.containers);
    if (container !== undefined) return { inside: container };
    throw this.nothing();
  }

  /** Sorted by part and then by path, so that a face keeps its id in whatever order the disk lists files. */
  private packPictures(): PackedFaces {
    const { placed } = this;
    const order = placed.map((_, index) => index);
    order.sort((a, b) => faceOrder(placed[a]!, placed[b]!));
    const unread = [...this.tables, ...this.incomplete.map(({ path }) => path), ...this.containers];
    return this.pictures.pack(
      'folders',
      [
        ...this.changes.notes,
        ...partNotes(placed),
        ...numberNotes(placed),
        ...unmatchedNotes(placed, this.classes),
        ...this.otherClass.note('picture', 'pictures', 'as data.classes says'),
        ...this.strays.note('picture', 'pictures', 'since it does not lie in a part and class folder'),
        ...this.others.note('file', 'files', 'being no picture'),
        ...(unread.length === 0
          ? []
          : [
              `The pictures were read, and not ${printable(unread.slice(0, 3).join(', '))}, which may hold faces too: give that as data.source if it is meant.`,
            ]),
      ],
      order,
    );
  }

  /** A class must not silently disappear because its pictures are of a kind that is not read. */
  private checkBareClasses(): void {
    for (const { part, folder } of this.placed) this.bare.delete(`${part}/${folder}`);
    for (const [folder, { count, first, kind }] of this.bare) {
      throw new UserError(
        `${this.source}: the class folder ${printable(folder)} holds no picture that is read, but ${count === 1 ? '1 other file' : `${count} other files`}: ${printable(first)} is ${kind}.`,
        'Convert the files to PNG, JPEG, BMP or TIFF, or remove the folder.',
      );
    }
  }

  private several(paths: readonly string[]): UserError {
    return new UserError(
      `${this.source} holds several files that may be the faces: ${printable(paths.slice(0, 6).join(', '))}${paths.length > 6 ? ', …' : ''}.`,
      'Give the one that is meant as data.source (unpack the archive first, if they lie in one).',
    );
  }

  private nothing(): UserError {
    const [table] = this.incomplete;
    if (table !== undefined) {
      return new UserError(
        `${this.source}: ${printable(table.path)} has no column ${table.missing}, so it cannot be told what each row is.`,
        'Give fer2013.csv (emotion, pixels, Usage), or icml_face_data.csv of the contest.',
      );
    }
    if (this.strays.count > 0) return strayError(this.source, this.strays.path);
    return new UserError(
      `${this.source} holds no images: expected JPEG, PNG, BMP or TIFF files as train/<class>/… and test/<class>/…, or fer2013.csv.`,
      'Give the folder or archive of Kaggle’s FER2013, or fer2013.csv.',
    );
  }
}

async function contentOf(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostPictureBytes) throw tooLarge(name, bytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function tooLarge(name: string, bytes: number): UserError {
  return new UserError(
    `${name} has ${sizeWords(bytes)}, too much for a face: at most ${sizeWords(mostPictureBytes)} are read.`,
    'Remove that file.',
  );
}

/** FER+'s own folders, as its scripts make them of fer2013.csv: pictures beside a table of votes, without classes. */
function checkFerPlusFolder(path: string, source: string): void {
  if (!/(^|\/)FER2013(Train|Valid|Test)\/(label\.csv|fer\d+\.png)$/i.test(path)) return;
  throw new UserError(
    `${source} holds the folders that FER+’s scripts write (${printable(path)}): their pictures have votes beside them, and no class.`,
    'Say "layout": "ferplus" in data, and "scheme": "fer+" in data.labels.',
  );
}
