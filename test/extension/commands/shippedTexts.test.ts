/** Every experiment that we show or write for a person: in templates, examples, README and documents. */
import '../vscodeStub';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { checkExperiment } from '../../../experiment/checks';
import { parseExperiment } from '../../../experiment/parse';
import { parseCluster } from '../../../storage/clusterFile';
import { templates } from '../../../extension/commands/templates';

const root = path.join(__dirname, '../../..');

/** The JSON in our documents: name and text. */
function documented(): [string, string][] {
  const documents = ['README.md', ...['media', 'docs'].flatMap(markdownIn)];
  return documents.flatMap((name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    return [...text.matchAll(/^```jsonc?\n([\s\S]*?)^```/gm)].map((match, index): [string, string] => [
      `${name}, block ${index + 1}`,
      match[1]!,
    ]);
  });
}

/** Of a block that is the settings of a cluster, no experiment. */
const isOfCluster = (text: string): boolean => /^ *"partition"/m.test(text);

/** Name and text. */
function shipped(): [string, string][] {
  const examples = readdirSync(path.join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ferexp.json'))
    .map((name): [string, string] => [`examples/${name}`, readFileSync(path.join(root, 'examples', name), 'utf8')]);
  return [
    ...documented().filter(([, text]) => text.includes('"version"') && !isOfCluster(text)),
    ...examples,
    ...templates.map((template): [string, string] => [`the template ${template.id}`, template.text(template.name)]),
  ];
}

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}

describe('settings of a cluster that we show', () => {
  const all = documented().filter(([, text]) => isOfCluster(text));

  it('have no error', () => {
    assert.ok(all.length > 0);
    for (const [name, text] of all) assert.deepEqual(parseCluster(text).problems, [], name);
  });
});

describe('experiments that we ship', () => {
  const all = shipped();

  it('are there: templates, examples and README', () => {
    for (const where of ['README.md', 'examples/', 'the template']) {
      assert.ok(
        all.some(([name]) => name.startsWith(where)),
        where,
      );
    }
  });

  for (const [name, text] of all) {
    it(`${name} has no trailing comma, no error and no warning where its data is`, () => {
      const errors: ParseError[] = [];
      parse(text, errors, { allowTrailingComma: false, disallowComments: false });
      assert.deepEqual(errors, []);
      const file = name.startsWith('examples/') ? path.join(root, name) : path.join(root, 'any.ferexp.json');
      const parsed = parseExperiment(text);
      const read = (other: string) => (existsSync(other) ? readFileSync(other, 'utf8') : undefined);
      const found = checkExperiment(parsed, { path: file, exists: () => true, folder: root, read });
      // The paired study measures what hurts, too.
      const onPurpose = name.endsWith('paired-fer.ferexp.json') ? ['vertical-flip', 'brightness-dark'] : [];
      assert.deepEqual(
        [...parsed.problems, ...found].map(({ code, message }) => (onPurpose.includes(code) ? code : message)),
        onPurpose,
      );
    });
  }
});
