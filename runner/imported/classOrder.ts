/** Says which class of the data a name, or a number, of a file of predictions stands for. */
import { classOfName } from '../data/import/place';
import { ferClasses } from '../data/labels/classes';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';

export interface ClassOrder {
  /** Index into the data's classes of a name or a number; undefined for others. */
  readonly find: (text: string) => number | undefined;
  /** The number of the first class. */
  readonly first: 0 | 1;
  /** `0 angry, 1 disgust, …`: what the numbers mean. */
  readonly words: string;
}

/** FER2013's own name of a class, whichever scheme or synonym it is of. */
function plainName(name: string): string {
  const known = classOfName(name);
  return known === undefined ? name.trim().toLowerCase() : ferClasses[known]!;
}

/**
 * @param classNames of the data, in the order of its labels
 * @param given what numbers and names mean, where they are not in that order: `{ "1": "surprise" }`
 * @throws UserError where a given class is none of the data's, or two stand for one
 */
export function classOrder(
  classNames: readonly string[],
  given: Readonly<Record<string, string>> | undefined,
): ClassOrder {
  const own = new Map(classNames.map((name, index) => [plainName(name), index]));
  if (given === undefined) {
    return {
      find: (text) => (/^\d{1,3}$/.test(text) ? inRange(Number(text), classNames.length) : own.get(plainName(text))),
      first: 0,
      words: classNames.map((name, index) => `${index} ${name}`).join(', '),
    };
  }
  const mapped = new Map<string, number>();
  for (const [text, name] of Object.entries(given)) {
    const index = own.get(plainName(name));
    if (index === undefined) {
      throw new UserError(
        `--classes: ${printable(text, 40)}=${printable(name, 40)}, but the data has no class ${printable(name, 40)}: expected ${classNames.join(', ')}.`,
        'Say what each class of the file is.',
      );
    }
    mapped.set(text.trim().toLowerCase(), index);
  }
  const missing = classNames.filter((_, index) => ![...mapped.values()].includes(index));
  if (missing.length > 0 || mapped.size > classNames.length) {
    throw new UserError(
      missing.length > 0
        ? `--classes does not say which class is ${missing.join(', ')}.`
        : '--classes gives a class of the data twice.',
      `Give each of ${classNames.join(', ')} once.`,
    );
  }
  return {
    find: (text) =>
      mapped.get(text.trim().toLowerCase()) ?? (/^\d+$/.test(text) ? undefined : own.get(plainName(text))),
    first: mapped.has('0') || !mapped.has('1') ? 0 : 1,
    words: [...mapped].map(([text, index]) => `${text} ${classNames[index]!}`).join(', '),
  };
}

const inRange = (index: number, length: number): number | undefined => (index < length ? index : undefined);
