/** JSON merge patch (RFC 7396): how a variant changes the file. */
import { isObject, type JsonObject } from './json';
import { own } from '../schemas/own';

/** The target with the patch applied; neither is changed. `null` in the patch removes a value. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    // Own definition: a key "__proto__" is data like any other.
    else define(result, key, mergePatch(own(result, key), value));
  }
  return result;
}

/** Sets a value, whatever the key: a plain assignment to `__proto__` would change what the object inherits. */
export function define(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
