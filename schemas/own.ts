/**
 * Looks up a text in a plain object, where `constructor` and `__proto__` are found without anyone having put them in. ESLint
 * asks for this, or for a Map, wherever the key is no constant.
 * @returns what was put in under that key
 */
export function own<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
