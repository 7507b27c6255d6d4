import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import eventSchema from '../../schemas/run-event.schema.json';
import summarySchema from '../../schemas/summary.schema.json';
import { root } from '../../scripts/paths';

interface Node {
  readonly type?: string;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
}

const isNumeric = ({ type, items }: Node): boolean =>
  type === 'number' || type === 'integer' || (type === 'array' && items !== undefined && isNumeric(items));

/** Names of all numeric properties, at any depth. */
function numericNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = Object.entries((node as Node).properties ?? {}).flatMap(([name, property]) =>
    isNumeric(property) ? [name] : [],
  );
  return [...own, ...Object.values(node).flatMap(numericNames)];
}

describe('the list of numbers', () => {
  const text = readFileSync(path.join(root, 'docs', 'numbers.md'), 'utf8');

  it('has every numeric field of events and summary', () => {
    const named = new Set([...text.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const fields = new Set([...numericNames(eventSchema), ...numericNames(summarySchema)]);
    assert.ok(fields.size > 30);
    assert.deepEqual(
      [...fields].filter((name) => !named.has(name)),
      [],
    );
  });

  it('names tests that exist', () => {
    const tests = [...text.matchAll(/test\/[\w/.]+\.ts/g)].map(([name]) => name);
    assert.ok(tests.length > 15);
    assert.deepEqual(
      tests.filter((name) => !existsSync(path.join(root, name))),
      [],
    );
  });
});
