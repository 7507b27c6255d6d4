/** Damages data as disks, editors, scripts and attackers do, differently for each seed. */
import type { Random } from '../../runner/random';

const pick = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)]!;

/** A whole number from 0 to `limit` − 1. */
export function below(random: Random, limit: number): number {
  return Math.min(limit - 1, Math.floor(random.uniform() * limit));
}

/** Changes, removes, doubles, moves or clears some bytes. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const times = 1 + below(random, 4);
  let result = bytes;
  for (let i = 0; i < times; i++) result = mutateOnce(result, random);
  return result;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return Buffer.from([below(random, 256)]);
  const at = below(random, bytes.length);
  const length = Math.min(bytes.length - at, 1 + below(random, pick(random, [1, 8, 200, 5000])));
  const copy = Buffer.from(bytes);
  switch (below(random, 8)) {
    case 0:
      copy[at]! ^= 1 << below(random, 8);
      return copy;
    case 1:
      copy.fill(pick(random, [0, 255, 0x20, 0x1b, 0x0a]), at, at + length);
      return copy;
    case 2:
      return copy.subarray(0, at);
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 4:
      return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at, at + length), copy.subarray(at + length)]);
    case 5:
      for (let i = at; i < at + length; i++) copy[i] = below(random, 256);
      return copy;
    case 6:
      // A size or a count: the largest that four bytes hold, in either order.
      if (bytes.length < 4) return Buffer.alloc(0);
      copy.writeUInt32LE(pick(random, [0xffffffff, 0x7fffffff, 0, 1]), Math.min(at, bytes.length - 4));
      return copy;
    default:
      return Buffer.concat([copy.subarray(0, at), pick(random, splinters), copy.subarray(at)]);
  }
}

const splinters = [
  ...[
    '\ufeff',
    '\r\n',
    '\0',
    '\x1b]0;x\x07',
    '"',
    '{',
    '}',
    '[[[[',
    ',,',
    '-1',
    '1e999',
    '99999999999',
    '../../dev/zero',
  ],
  ...['__proto__', 'constructor', '=1+1', 'null', 'NaN', '\u202e', 'é', '日本'],
].map((text) => Buffer.from(text));

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const values: readonly Json[] = [
  ...[null, true, -1, 0, 1, 7.5, 1e308, 2 ** 53, '', 'x', '../../dev/zero', '\x1b[31m', '__proto__', [], {}],
  ...([[[]], { a: {} }] as Json[]),
];

/** Changes, removes or moves one or more values. */
export function mutateJson(value: Json, random: Random): Json {
  const copy = structuredClone(value);
  const times = 1 + below(random, 3);
  for (let i = 0; i < times; i++) {
    const holders: (Json[] | { [key: string]: Json })[] = [];
    const visit = (node: Json): void => {
      if (typeof node !== 'object' || node === null) return;
      holders.push(node);
      for (const child of Object.values(node)) visit(child);
    };
    visit(copy);
    if (holders.length === 0) return structuredClone(pick(random, values));
    const holder = pick(random, holders) as Record<string, Json>;
    const keys = Object.keys(holder);
    const key = keys.length === 0 ? 'new' : pick(random, keys);
    switch (below(random, 5)) {
      case 0:
        Reflect.deleteProperty(holder, key);
        break;
      case 1:
        holder[pick(random, ['new', 'type', 'version', '__proto__x', 'constructor'])] = structuredClone(
          pick(random, values),
        );
        break;
      case 2:
        holder[key] = structuredClone(pick(random, holders)) as Json;
        break;
      default:
        holder[key] = structuredClone(pick(random, values));
    }
  }
  return copy;
}

/** Damages JSON by changing values, or as bytes. */
export function mutateJsonText(text: string, random: Random): Buffer {
  if (random.uniform() < 0.4) return mutateBytes(Buffer.from(text), random);
  try {
    return Buffer.from(JSON.stringify(mutateJson(JSON.parse(text) as Json, random)));
  } catch {
    return mutateBytes(Buffer.from(text), random);
  }
}

/** Removes, doubles or moves lines, changes numbers, or damages bytes. */
export function mutateLines(text: string, random: Random): Buffer {
  if (random.uniform() < 0.5) return mutateBytes(Buffer.from(text), random);
  const lines = text.split('\n');
  const at = below(random, lines.length);
  switch (below(random, 5)) {
    case 0:
      lines.splice(at, 1 + below(random, 5));
      break;
    case 1:
      lines.splice(below(random, lines.length), 0, lines[at]!);
      break;
    case 2:
      lines[at] = lines[at]!.replace(/\d+/, () =>
        pick(random, ['', '-1', '7.5', '256', '1e9', 'x', '99999999999999999999']),
      );
      break;
    case 3:
      lines[at] = lines[at]!.split(',').reverse().join(',');
      break;
    default:
      lines.length = at;
  }
  return Buffer.from(lines.join('\n'));
}
