/**
 * Generates from schemas/*.schema.json and schemas/techniques/: the whole schema of the experiment file for the editor, its
 * rules without the texts for people, the TypeScript types, the stand-alone ajv validators and the list of techniques.
 * `--check` fails when a file on disk is stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv, { type AnySchemaObject } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';
import { compactValidators } from './generate/compactValidators';
import {
  isObject,
  type Json,
  type JsonObject,
  readFragments,
  registryOf,
  withResolvedTechniques,
  withTechniques,
} from './generate/techniques';

const schemas = path.join(__dirname, '..', 'schemas');
const generated = path.join(schemas, 'generated');
const names = [
  ...([
    'experiment',
    'resolved-experiment',
    'run-event',
    'summary',
    'environment',
    'lock',
    'queue',
    'cluster',
    'submission',
    'submitted',
    'note',
    'search-record',
    'relabelled',
    'comparison',
  ] as const),
];
/** Its types are in experiment/types.ts, based on those of the file. */
const withoutTypes: readonly string[] = ['resolved-experiment'];
/** Written and never read here: others validate by the published schema. */
const withoutValidators: readonly string[] = ['comparison'];

/** The schema without what only our types need. */
function published(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(published);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => key !== 'tsType');
  return Object.fromEntries(entries.map(([key, value]) => [key, published(value)]));
}

/** Validators embed their schema: texts for people would otherwise make up most of the extension's bundle. */
function withoutAnnotations(schema: Json, keep: readonly string[] = []): Json {
  if (Array.isArray(schema)) return schema.map((item) => withoutAnnotations(item, keep));
  if (!isObject(schema)) return schema;
  const annotations = [
    'markdownDescription',
    'defaultSnippets',
    'enumDescriptions',
    'default',
    'title',
    'actsOn',
    'off',
  ].filter((name) => !keep.includes(name));
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !annotations.includes(key) && !(key === 'description' && typeof value === 'string'))
      .map(([key, value]) => [
        key,
        key === 'properties' || key === 'definitions'
          ? Object.fromEntries(
              Object.entries(value as JsonObject).map(([name, part]) => [name, withoutAnnotations(part, keep)]),
            )
          : withoutAnnotations(value, keep),
      ]),
  );
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const banner = '// Generated from schemas/ by scripts/generate.ts. Do not edit.\n';
  const files = new Map<string, string>();
  const ajv = new Ajv({
    allErrors: true,
    // Our own words explain errors, and a definition that is used twice is one function: half the size.
    messages: false,
    inlineRefs: false,
    verbose: false,
    strict: true,
    allowUnionTypes: true,
    code: { source: true, esm: true },
  });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  const fragments = await readFragments(path.join(schemas, 'techniques'));
  const complete: Readonly<Record<string, typeof withTechniques>> = {
    experiment: withTechniques,
    'resolved-experiment': withResolvedTechniques,
  };
  const validators: Record<string, string> = {};
  for (const name of names) {
    const written = JSON.parse(await readFile(path.join(schemas, `${name}.schema.json`), 'utf8')) as JsonObject;
    const source = complete[name]?.(written, fragments) ?? written;
    const types = await compile(structuredClone(source) as AnySchemaObject, name, {
      bannerComment: banner,
      additionalProperties: false,
      unreachableDefinitions: true,
      ignoreMinAndMaxItems: true,
    });
    if (!withoutTypes.includes(name)) files.set(`${name}.ts`, types);
    if (name === 'experiment') {
      files.set('experiment.schema.json', JSON.stringify(source));
      files.set('experiment.rules.json', JSON.stringify(withoutAnnotations(source, ['default', 'actsOn', 'off'])));
    }
    if (withoutValidators.includes(name)) {
      files.set(`${name}.schema.json`, JSON.stringify(published(source)));
      continue;
    }
    ajv.addSchema(withoutAnnotations(source) as AnySchemaObject, name);
    validators[`validate${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}`] = name;
  }
  files.set('validators.js', banner + compactValidators(standaloneCode(ajv, validators)));
  files.set(
    'validators.d.ts',
    banner +
      "import type { ValidateFunction } from 'ajv';\n" +
      Object.keys(validators)
        .map((name) => `export const ${name}: ValidateFunction;`)
        .join('\n'),
  );
  files.set('../../runner/techniques/registry.ts', banner + registryOf([...fragments.keys()]));
  await mkdir(generated, { recursive: true });
  const options = await resolveConfig(__filename);
  const stale: string[] = [];
  for (const [name, content] of files) {
    const file = path.join(generated, name);
    const text = name === 'validators.js' ? content : await format(content, { ...options, filepath: file });
    const old = await readFile(file, 'utf8').catch(() => undefined);
    if (old === text) continue;
    if (check) stale.push(path.relative(process.cwd(), file));
    else await writeFile(file, text);
  }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run npm run generate and commit the result.`);
    process.exitCode = 1;
  }
}

void main();
