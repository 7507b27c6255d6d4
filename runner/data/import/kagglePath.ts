import { UserError } from '../../../schemas/userError';
import { type Usage, usages } from '../dataset';
import { ferClasses } from '../labels/classes';

/** What the path of an image tells of it. */
export interface PlacedImage {
  readonly emotion: number;
  readonly usage: number;
  /** The path from `train/` or `test/` on: the same in an archive and in its unpacked folder. */
  readonly key: string;
  /** The official half of the test part is not in the name: PrivateTest was assumed. */
  readonly assumed: boolean;
}

const classNames: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ferClasses.flatMap((name, number) => [
      [name, number],
      [String(number), number],
    ]),
  ),
  anger: 0,
  disgusted: 1,
  fearful: 2,
  happiness: 3,
  sadness: 4,
  surprised: 5,
};

const layout = 'train/<class>/<file>.jpg and test/<class>/<file>.jpg';

/** Whether a file counts as an image: hidden files and other kinds lie in such folders too. */
export function isImageName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.startsWith('.') && /\.(jpe?g|png)$/i.test(name);
}

/**
 * Class and part of an image of the Kaggle form, `train|test/<class>/[<Usage>_]<id>.jpg`.
 *
 * @param path with `/` between names
 * @param source for messages
 */
export function placeImage(path: string, source: string): PlacedImage {
  const [part, folder, file] = path.split('/').slice(-3);
  const train = /^train(ing)?$/i.test(part ?? '');
  if (file === undefined || (!train && !/^test$/i.test(part!))) {
    throw new UserError(
      `${source}: ${path} is not in a part and class folder: expected ${layout}.`,
      'Give the folder that holds train and test, as in Kaggle’s FER2013.',
    );
  }
  const emotion = classNames[folder!.toLowerCase()];
  if (emotion === undefined) {
    throw new UserError(
      `${source}: the folder ${part}/${folder} is not a class of FER2013: expected ${ferClasses.join(', ')}.`,
      'Rename the folder to its class, or remove it.',
    );
  }
  const named = usages.findIndex((usage) => file.startsWith(`${usage}_`));
  const allowed: readonly Usage[] = train ? ['Training'] : ['PublicTest', 'PrivateTest'];
  if (named >= 0 && !allowed.includes(usages[named]!)) {
    throw new UserError(
      `${source}: ${path} is named as ${usages[named]} but lies in ${part}: expected ${allowed.join(' or ')}.`,
      'Move the file to the folder of its part.',
    );
  }
  const assumed = named < 0 && !train;
  const usage = named >= 0 ? named : usages.indexOf(train ? 'Training' : 'PrivateTest');
  return { emotion, usage, key: `${train ? 'train' : 'test'}/${ferClasses[emotion]}/${file}`, assumed };
}
