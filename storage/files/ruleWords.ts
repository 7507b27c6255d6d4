/** Says in plain words which rule of its schema a file breaks: the generated validators have no messages. */
import type { ErrorObject } from 'ajv';
import { own } from '../../schemas/own';
import { count } from '../../words/numbers';
import { printable } from '../../words/printable';

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** Longer values are cut. */
const longest = 60;

/**
 * `“best.epoch” is "two"; a whole number was expected`
 * @param root what the file holds
 */
export function ruleWords({ keyword, params, instancePath }: ErrorObject, root: object): string {
  const names = instancePath.split('/').slice(1);
  const called = (path: readonly string[]): string => `“${printable(path.map(unescaped).join('.'))}”`;
  if (keyword === 'required') return `${called([...names, String(params['missingProperty'])])} is missing`;
  const value = valueAt(root, names.map(unescaped));
  const is = `${names.length === 0 ? 'the object' : called(names)} is ${shown(value)}`;
  switch (keyword) {
    case 'type': {
      const expected = [params['type']].flat().map((type) => own(types, String(type)) ?? String(type));
      return `${is}; ${expected.join(' or ')} was expected`;
    }
    case 'const':
    case 'enum':
      return `${is}, which this version of FER Experiments does not know`;
    case 'maxLength':
      return `${called(names)} has ${count(String(value).length)} characters, more than it may have`;
    case 'minimum':
    case 'exclusiveMinimum':
      return `${is}, which is too small`;
    case 'maximum':
    case 'exclusiveMaximum':
      return `${is}, which is too large`;
    default:
      return `${is}, which it cannot be`;
  }
}

/** A name within a JSON pointer (RFC 6901). */
const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

function valueAt(root: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return root;
  const inside = typeof root === 'object' && root !== null ? (root as Readonly<Record<string, unknown>>) : {};
  return valueAt(own(inside, name), rest);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null
    ? 'an object'
    : printable(JSON.stringify(value) ?? 'not there', longest);
}
