/** Inserts the techniques, one fragment each in schemas/techniques/, into the schemas and the registry. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { stages, type Stage } from '../../schemas/stages';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ending = '.schema.json';

/**
 * The fragments by technique, in the order in which data passes through them, and by name within a stage.
 * @throws Error naming the fragment whose stage is not in `schemas/stages.ts`
 */
export async function readFragments(folder: string): Promise<ReadonlyMap<string, JsonObject>> {
  const found: { readonly name: string; readonly stage: number; readonly fragment: JsonObject }[] = [];
  for (const file of (await readdir(folder)).filter((each) => each.endsWith(ending)).sort()) {
    const fragment = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as JsonObject;
    const stage = stages.indexOf(fragment['stage'] as Stage);
    if (stage === -1) throw new Error(`${file}: "stage" must be one of ${stages.join(', ')}.`);
    found.push({ name: file.slice(0, -ending.length), stage, fragment });
  }
  found.sort((a, b) => a.stage - b.stage);
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
