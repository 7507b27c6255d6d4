/** Inserts the techniques, one fragment each in schemas/techniques/, into the schemas and the registry. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { actsOn, type ActsOn } from '../../schemas/actsOn';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ending = '.schema.json';

/**
 * The fragments by technique, in the order in which data passes through them, and by name where they act on the same.
 * @throws Error naming the fragment whose `actsOn` is not in `schemas/actsOn.ts`
 */
export async function readFragments(folder: string): Promise<ReadonlyMap<string, JsonObject>> {
  const found: { readonly name: string; readonly place: number; readonly fragment: JsonObject }[] = [];
  for (const file of (await readdir(folder)).filter((each) => each.endsWith(ending)).sort()) {
    const fragment = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as JsonObject;
    const place = actsOn.indexOf(fragment['actsOn'] as ActsOn);
    if (place === -1) throw new Error(`${file}: "actsOn" must be one of ${actsOn.join(', ')}.`);
    found.push({ name: file.slice(0, -ending.length), place, fragment });
  }
  found.sort((a, b) => a.place - b.place);
  return new Map(found.map(({ name, fragment }) => [name, fragment]));
}

/** The schema of the experiment file, with every technique that has a fragment. */
export function withTechniques(schema: JsonObject, fragments: ReadonlyMap<string, JsonObject>): JsonObject {
  const definitions = schema['definitions'] as JsonObject;
  const techniques = definitions['techniques'] as JsonObject;
  const references = [...fragments.keys()].map((name) => [name, { $ref: `#/definitions/${name}` }] as const);
  return {
    ...schema,
    definitions: {
      ...definitions,
      techniques: { ...techniques, properties: Object.fromEntries(references) },
      ...Object.fromEntries(fragments),
    },
  };
}

/**
 * The schema of a resolved experiment. A technique that it does not describe itself gets the settings of its fragment,
 * all of them required.
 */
export function withResolvedTechniques(schema: JsonObject, fragments: ReadonlyMap<string, JsonObject>): JsonObject {
  const properties = schema['properties'] as JsonObject;
  const techniques = properties['techniques'] as JsonObject;
  const described = techniques['properties'] as JsonObject;
  const others = [...fragments].filter(([name]) => !(name in described));
  return {
    ...schema,
    properties: {
      ...properties,
      techniques: {
        ...techniques,
        properties: {
          ...described,
          ...Object.fromEntries(others.map(([name, fragment]) => [name, allRequired(fragment)])),
        },
      },
    },
  };
}

function allRequired({ properties }: JsonObject): JsonObject {
  const settings = Object.entries(properties as JsonObject).map(([name, node]) => [name, openToNewer(node)] as const);
  return { type: 'object', required: settings.map(([name]) => name), properties: Object.fromEntries(settings) };
}

/** Values that a newer version may add are not listed: readers show what they do not know. */
function openToNewer(node: Json): Json {
  if (!isObject(node)) return node;
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'enum'));
}

/** The program text that lists every technique of the runner: each is a file that exports it by its name. */
export function registryOf(names: readonly string[]): string {
  return [
    "import type { Technique } from './technique';",
    ...names.map((name) => `import { ${name} } from './${name}';`),
    '/** All techniques, in the order in which data passes through them. */',
    `export const techniques: readonly Technique[] = [${names.join(', ')}];`,
    '',
  ].join('\n');
}
