/**
 * Looks up a key in a plain object, without inherited ones such as `constructor` and `__proto__`. ESLint requires this, or a
 * Map, wherever the key is not a constant.
 * @returns the object's own value for the key
 */
export function own<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
