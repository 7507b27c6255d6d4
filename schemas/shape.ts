/**
 * Shapes of data from outside: each is a check at run time and the type that follows from it, so that the two cannot
 * disagree. For small messages; files have JSON Schemas.
 */
import { own } from './own';

/** Whether a value has the type. */
export type Check<T> = (value: unknown) => value is T;
/** The type that a check accepts. */
export type Checked<C> = C extends Check<infer T> ? T : never;

interface Optional<T> {
  readonly optional: Check<T>;
}
/** Properties of an object. */
export type Fields = Readonly<Record<string, Check<unknown> | Optional<unknown>>>;

type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Check<unknown> ? K : never;
}[keyof F];
export type ObjectOf<F extends Fields> = { readonly [K in RequiredKeys<F>]: Checked<F[K]> } & {
  readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: F[K] extends Optional<infer T> ? T : never;
};

/** A text of at most this many UTF-16 code units. */
export function text(most = 10_000): Check<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most;
}

/** A text that can name a file: not a path, no invisible characters. */
export const fileName: Check<string> = (value): value is string =>
  typeof value === 'string' && /^[^/\\:\u0000-\u001f\u007f]{1,200}$/.test(value) && !/^\.+$/.test(value);

export function integer(least = 0, most = Number.MAX_SAFE_INTEGER): Check<number> {
  return (value): value is number => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}

export const yesOrNo: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

export function share(): Check<number> {
  return (value): value is number => typeof value === 'number' && value >= 0 && value <= 1;
}

export function oneOf<const T extends readonly string[]>(values: T): Check<T[number]> {
  return (value): value is T[number] => typeof value === 'string' && values.includes(value);
}

export function list<T>(item: Check<T>, most = 10_000): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(item);
}

export function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value): value is A | B => first(value) || second(value);
}

export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check };
}

/** An object with these properties and no others. */
export function object<const F extends Fields>(fields: F): Check<ObjectOf<F>> {
  const fits = part(fields);
  return (value): value is ObjectOf<F> => fits(value) && Object.keys(value).every((key) => Object.hasOwn(fields, key));
}

/** An object with these properties; other properties are ignored. */
export function part<const F extends Fields>(fields: F): Check<ObjectOf<F>> {
  return (value): value is ObjectOf<F> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const properties = value as Readonly<Record<string, unknown>>;
    return Object.entries(fields).every(([key, field]) => {
      const value = own(properties, key);
      if (typeof field === 'function') return value !== undefined && field(value);
      return value === undefined || field.optional(value);
    });
  };
}

type RequestsOf<T extends Readonly<Record<string, Fields>>> = {
  [K in keyof T]: { readonly type: K } & ObjectOf<T[K]>;
}[keyof T];

/** Messages by their `type`, each with its properties. */
export function messagesOf<const T extends Readonly<Record<string, Fields>>>(table: T): Check<RequestsOf<T>> {
  const checks = new Map(
    Object.entries(table).map(([type, fields]) => [type, object({ type: oneOf([type]), ...fields })]),
  );
  return (value): value is RequestsOf<T> => {
    const type =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'type') && (value as { type: unknown }).type;
    const check = typeof type === 'string' ? checks.get(type) : undefined;
    return check !== undefined && check(value);
  };
}
