/** The tool `explain`: what a setting does, as the editor's hover says it. */
import { claimsAt } from '../../../experiment/describe/claims';
import { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { hoverText } from '../../../experiment/describe/words';
import { listOf, nearestName } from '../../../experiment/names';
import { placesOf, type SchemaNode, settingPaths } from '../../../experiment/schema';
import type { JsonPath } from '../../../experiment/types';
import { expected } from '../../../experiment/words';
import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { packagedFile } from '../../tasks/entries';
import { z } from '../modelContextProtocol';
import { reading, tool } from '../tool';

const schema = new DescribedSchema(packagedFile('schemas/generated/experiment.schema.json'));

export const explain = tool({
  name: 'explain',
  title: 'Explain a setting',
  description:
    'What a setting of an experiment file does, when it helps, what it gave in the study, its range and its default. Without a path: which settings there are.',
  input: z.strictObject({
    path: z.string().max(400).default('').describe('Dotted, such as techniques.labelSmoothing.epsilon or model.type.'),
  }),
  output: z.strictObject({
    path: z.string(),
    explanations: z
      .array(
        z.strictObject({
          text: z.string().describe('Markdown.'),
          expected: z.string().describe('Type and range, in words.'),
          default: z.unknown().optional(),
          values: z.array(z.unknown()).optional().describe('All possible values, if they are a list.'),
        }),
      )
      .describe('Several where other settings decide which one counts.'),
    settings: z.array(z.strictObject({ name: z.string(), about: z.string() })).describe('The settings inside.'),
  }),
  annotations: reading,
  readOnly: true,
  run: ({ path: name }) => {
    const path = name.split('.').filter((part) => part !== '');
    const nodes = path.length === 0 ? [] : schema.valuesAt(path, undefined);
    if (path.length > 0 && nodes.length === 0) throw unknownSetting(path);
    const settings = schema
      .keysAt(path, undefined)
      .map(([key, node]) => ({ name: key, about: node.description ?? '' }));
    const explanations = [...new Map(nodes.map((node) => [JSON.stringify(node), explanationOf(node, path)])).values()];
    return Promise.resolve({
      result: { path: path.join('.'), explanations, settings },
      text: [
        ...explanations.map(({ text, expected: range }) => text || range),
        ...(settings.length > 0 ? [settings.map((each) => `- ${each.name}: ${each.about}`).join('\n')] : []),
      ].join('\n\n'),
    });
  },
});

function explanationOf(node: SchemaNode, path: JsonPath) {
  return {
    text: [hoverText(node), claimsAt(path, undefined)].filter(Boolean).join('\n\n'),
    expected: expected(node),
    ...(node.default !== undefined && { default: node.default }),
    ...(node.enum && { values: [...node.enum] }),
  };
}

function unknownSetting(path: readonly string[]): UserError {
  const first = schema.keysAt([], undefined).map(([name]) => name);
  const all = settingPaths(first).map(({ path: known }) => known);
  const name = path.join('.');
  const elsewhere = placesOf(path.at(-1)!);
  const nearest = nearestName(name, all);
  const meant = elsewhere.length > 0 ? elsewhere.slice(0, 5) : nearest === undefined ? [] : [nearest];
  return new UserError(
    `There is no setting "${printable(name)}".`,
    meant.length === 0 ? `A path begins with ${listOf(first)}.` : `Did you mean ${listOf(meant)}?`,
  );
}
