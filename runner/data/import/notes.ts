/** Sentences about what an import found. */
import { printable } from '../../../words/printable';
import { ferClasses } from '../labels/classes';
import type { ClassMap, PlacedImage } from './place';
import { count as whole, counted, isOrAre } from '../../../words/numbers';
import type { PictureFacts } from './decodeImage';

/** Files of one kind that were left out: how many, and the first of them. */
export class LeftOut {
  count = 0;
  /** The first of them. */
  path = '';

  add(path: string): void {
    if (this.count++ === 0) this.path = path;
  }

  /** @param one word for one file; `many` is its plural */
  note(one: string, many: string, why: string): string[] {
    if (this.count === 0) return [];
    const first = printable(this.path, 120);
    return this.count === 1
      ? [`1 ${one} was left out, ${why}: ${first}.`]
      : [`${whole(this.count)} ${many} were left out, ${why}; the first is ${first}.`];
  }
}

/** What was done to pictures to make them faces. */
export class PictureChanges {
  private colour = 0;
  private scaled = 0;
  private cut = 0;
  private beyond = 0;
  /** Of the first that was scaled. */
  private example = '';

  /** @param size side of a face in pixels */
  constructor(private readonly size: number) {}

  add({ isColour, width, height, isBeyond }: PictureFacts): void {
    if (isColour) this.colour++;
    if (isBeyond) this.beyond++;
    if (width !== height) this.cut++;
    if (width === this.size && height === this.size) return;
    if (this.scaled++ === 0) this.example = `${width} × ${height}`;
  }

  get notes(): string[] {
    const { colour, scaled, cut, beyond, example, size } = this;
    const middle = cut === 0 ? '' : ` Of ${whole(cut)} that ${isOrAre(cut)} not square, the middle was used.`;
    return [
      ...(colour === 0 ? [] : [`${counted(colour, 'picture')} in colour ${colour === 1 ? 'was' : 'were'} made grey.`]),
      ...(scaled === 0
        ? []
        : [
            `${counted(scaled, 'picture')} of another size, such as ${example} pixels, ${scaled === 1 ? 'was' : 'were'} scaled to ${size} × ${size}.${middle}`,
          ]),
      ...(beyond === 0
        ? []
        : [`${counted(beyond, 'box', 'boxes')} reached beyond the picture: what lies inside was used.`]),
    ];
  }
}

/** Which parts the folders were read as, unless they have the official names. */
export function partNotes(placed: readonly PlacedImage[]): string[] {
  const validation = placed.find(({ usage, part }) => usage === 1 && !/^(publictest|test)$/i.test(part));
  if (validation !== undefined) {
    const test = placed.some(({ usage }) => usage === 2) ? ', and test as privateTest' : '';
    return [
      `The folder ${printable(validation.part, 60)} is read as publicTest${test}: to validate on it, set data.validation to "publicTest".`,
    ];
  }
  const assumed = placed.filter((image) => image.assumed).length;
  if (assumed === 0) return [];
  return [
    `${whole(assumed)} images of test do not say in their name whether they are PublicTest or PrivateTest: they count as privateTest.`,
  ];
}

/** Which class each numbered folder got. */
export function numberNotes(placed: readonly PlacedImage[]): string[] {
  const meaning = new Map<string, { emotion: number; count: number }>();
  for (const { folder, emotion, byNumber } of placed) {
    if (!byNumber) continue;
    const known = meaning.get(folder);
    if (known) known.count++;
    else meaning.set(folder, { emotion, count: 1 });
  }
  if (meaning.size === 0) return [];
  const each = [...meaning]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(
      ([folder, { emotion, count }]) =>
        `${printable(folder, 12)} is ${ferClasses[emotion]!} (${count === 1 ? '1 image' : `${whole(count)} images`})`,
    );
  return [`The class folders are numbers: ${each.join(', ')}.`];
}

/** Folders that the experiment names but the data does not have. */
export function unmatchedNotes(placed: readonly PlacedImage[], classes: ClassMap): string[] {
  const folders = new Set(placed.map(({ folder }) => folder.toLowerCase()));
  const unmatched = [...classes].flatMap(([name, to]) => (to === 'leftOut' || folders.has(name) ? [] : [name]));
  if (unmatched.length === 0) return [];
  return [`data.classes names folders that hold no picture: ${printable(unmatched.join(', '))}.`];
}
