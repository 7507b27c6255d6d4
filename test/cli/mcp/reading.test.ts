import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import schema from '../../../schemas/generated/experiment.schema.json';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import { techniqueNames } from '../../../experiment/techniques';
import { writeFakeRun } from '../../fixtures/runs';
import { ferexp } from '../command';
import { tiny, writeProject } from '../project';
import { temporaryFolder } from '../support';
import { Agent } from './agent';

interface Found {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

describe('an agent that reads', () => {
  const folder = temporaryFolder();
  let agent: Agent;
  const start = async (options?: Parameters<typeof Agent.start>[1]): Promise<Agent> =>
    (agent = await Agent.start(folder.path, options));
  const write = (name: string, text: string) => writeFileSync(path.join(folder.path, name), text);
  beforeEach(() => mkdirSync(path.join(folder.path, '.vscode')));
  afterEach(() => agent.close());

  it('sees each tool with a title, schemas of input and output, and what it does to the world', async () => {
    await start();
    const { tools } = await agent.client.listTools();
    assert.ok(tools.length >= 4);
    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      assert.match(name, /^[a-z]+$/);
      assert.ok(title && description && description.length > 40, name);
      assert.equal(inputSchema.type, 'object');
      assert.equal(outputSchema?.type, 'object', name);
      assert.equal(outputSchema['additionalProperties'], false, name);
      for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const) {
        assert.equal(typeof annotations?.[hint], 'boolean', `${name} ${hint}`);
      }
    }
  });

  it('validates a file and a text: each problem with its place', async () => {
    write(
      'a.ferexp.json',
      '{\n  "version": 1,\n  "name": "a",\n  "data": { "source": "synthetic" },\n  "modell": {}\n}',
    );
    await start();
    const { result, text } = await agent.done('validate', { file: 'a.ferexp.json' });
    const problems = result['problems'] as Found[];
    assert.equal(result['valid'], false);
    const wrong = problems.find(({ message }) => message.includes('modell'))!;
    assert.deepEqual([wrong.line, wrong.column], [5, 3]);
    assert.match(text, /^a\.ferexp\.json: cannot run, \d errors\na\.ferexp\.json:\d+:\d+ error /);
    const fine = await agent.done('validate', { text: JSON.stringify(tiny) });
    assert.deepEqual([fine.result['valid'], fine.result['runs'], fine.result['variants']], [true, 1, ['base']]);
    const nothing = await agent.call('validate');
    assert.ok(nothing.failed);
    assert.match(nothing.text, /Give file, text or both/);
    const missing = await agent.call('validate', { file: 'b.ferexp.json' });
    assert.ok(missing.failed);
    assert.match(missing.text, /There is no experiment file .*\nDid you mean .*a\.ferexp\.json\?/);
  });

  it('explains a setting as the hover does', async () => {
    await start();
    const { result, text } = await agent.done('explain', { path: 'techniques.labelSmoothing.epsilon' });
    const { description, default: initial } = schema.definitions.labelSmoothing.properties.epsilon;
    assert.match(text, new RegExp(description.slice(0, 30)));
    assert.match(text, /from 0|at least 0/);
    const [only] = result['explanations'] as { default: unknown }[];
    assert.equal(only?.default, initial);
    const model = await agent.done('explain', { path: 'model.type' });
    const values = (model.result['explanations'] as { values: string[] }[])[0]!.values;
    assert.deepEqual(values, schema.definitions.model.properties.type.enum);
    const all = await agent.done('explain');
    assert.deepEqual(
      (all.result['settings'] as { name: string }[]).map(({ name }) => name),
      Object.keys(schema.properties),
    );
    const wrong = await agent.call('explain', { path: 'techniques.epsilon\u001b[31m' });
    assert.ok(wrong.failed);
    assert.match(wrong.text, /There is no setting "techniques\.epsilon\\u001b\[31m"/);
    assert.match(
      (await agent.call('explain', { path: 'epsilon' })).text,
      /Did you mean "training\.optimizer\.epsilon".*"techniques\.labelSmoothing\.epsilon"/,
    );
  });

  it('gets for a question an experiment that is valid, and nothing is written', async () => {
    await start();
    const { result } = await agent.done('propose', {
      question: 'Do label smoothing and a horizontal flip help on generated faces?',
    });
    assert.deepEqual(
      [result['valid'], result['saved'], result['runs'], result['variants']],
      [true, false, 9, ['base', 'augmentation', 'label-smoothing']],
    );
    assert.match(String(result['cost']), /^9 runs, 45 epochs in all\. /);
    const { file } = parseExperiment(String(result['text']));
    const runs = resolveRuns(file!, { path: path.join(folder.path, 'x.ferexp.json') });
    assert.deepEqual([...new Set(runs.map(({ seed }) => seed))].length, 3);
    assert.deepEqual(runs[0]!.techniques, {});
    assert.deepEqual(runs[6]!.techniques, { labelSmoothing: { epsilon: 0.1 } });
    assert.deepEqual(readdirSync(folder.path), ['.vscode']);
    const checked = await agent.done('validate', { text: result['text'] });
    assert.equal(checked.result['valid'], true);
  });

  it('gets one for every technique, which is then on, and for FER2013 and FER+ where the data is', async () => {
    mkdirSync(path.join(folder.path, 'data'));
    for (const name of ['fer2013.csv', 'fer2013new.csv']) write(`data/${name}`, '');
    await start();
    for (const technique of techniqueNames) {
      const { result, text } = await agent.done('propose', {
        question: `What is ${technique} worth?`,
        techniques: [{ technique }],
      });
      assert.equal(result['valid'], true, text);
      const { file } = parseExperiment(String(result['text']));
      const [, second] = resolveRuns(file!, { path: path.join(folder.path, 'x.ferexp.json'), repeats: [0] });
      assert.deepEqual(Object.keys(second!.techniques), [technique]);
    }
    const { result } = await agent.done('propose', {
      question: 'Does mixup help ResNet-18 on FER+?',
      model: 'resnet18',
    });
    const { file } = parseExperiment(String(result['text']));
    assert.deepEqual([file?.data.labels?.scheme, file?.model.type, file?.training?.epochs], ['fer+', 'resnet18', 30]);
    const missing = await agent.done('propose', { question: 'Does mixup help on FER2013?', source: 'none.csv' });
    assert.deepEqual([missing.result['valid'], missing.result['runs']], [false, 6]);
    assert.match(
      missing.text,
      /^Not saved\..*\n6 runs, 72 epochs in all\..*\nTaken from the question: "mixup" and "fer2013"\..*\nmixup\.ferexp\.json:\d+:\d+ error .*none\.csv/,
    );
    const none = await agent.call('propose', { question: 'Is it good?' });
    assert.ok(none.failed);
    assert.match(none.text, /names a technique to try\.\nName one or more/);
  });

  it('compares as the command does: the same words, and what they do not say', async () => {
    const runsRoot = path.join(folder.path, '.ferexp', 'runs');
    for (const [variant, accuracy] of [
      ['base', 0.5],
      ['flip', 0.6],
    ] as const) {
      for (const repeat of [0, 1]) writeFakeRun(runsRoot, { variant, repeat, repeats: 2, testAccuracy: accuracy });
    }
    await start();
    const [{ result, text }, command] = [await agent.done('compare'), await ferexp(folder.path, ['compare', '--json'])];
    const view = JSON.parse(command.out) as { rows: { difference?: { words: string; mean: number } }[] };
    const rows = result['rows'] as {
      name: string;
      difference?: { words: string; mean: number; verdict: string; limits: string };
    }[];
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['base', 'flip'],
    );
    const [, flip] = rows;
    assert.equal(flip!.difference!.mean, view.rows[1]!.difference!.mean);
    assert.ok(flip!.difference!.words.startsWith(view.rows[1]!.difference!.words));
    assert.equal(flip!.difference!.verdict, 'unclear');
    assert.match(flip!.difference!.limits, /does not say that there is no difference/);
    assert.match(text, /flip {2}Cannot tell: \+10\.0 points/);
    const typo = await agent.call('compare', { baseline: 'flop' });
    assert.match(typo.text, /There is no variant "flop" to compare with\.\nDid you mean "flip"\?/);
  });

  it('works in the folders that the client names, and in those of the command line before them', async () => {
    const other = path.join(folder.path, 'other');
    writeProject(other);
    await start({ args: ['--read-only'], roots: [other] });
    const { result } = await agent.done('validate', { file: 'tiny.ferexp.json' });
    assert.equal(result['file'], path.join(other, 'tiny.ferexp.json'));
    assert.ok((await agent.call('validate', { file: '../x.ferexp.json' })).failed);
    await agent.close();
    await start({ args: ['--read-only', folder.path], roots: [other] });
    assert.equal((await agent.done('validate', { file: 'other/tiny.ferexp.json' })).result['valid'], true);
  });

  it('learns of no folder where it was started in the home folder', async () => {
    await start({ env: { HOME: folder.path, USERPROFILE: folder.path } });
    const answer = await agent.call('validate', { file: 'a.ferexp.json' });
    assert.ok(answer.failed);
    assert.match(answer.text, /No folder is known to work in.*\nName the project’s folder.*ferexp mcp FOLDER/);
  });

  it('with --read-only has no tool that acts, and saves nothing', async () => {
    await start({ args: ['--read-only', '--allow', 'save,run,stop,outside'], user: ['yes', 'yes'] });
    const { tools } = await agent.client.listTools();
    assert.ok(tools.some(({ name }) => name === 'validate'));
    assert.ok(!tools.some(({ name }) => ['run', 'stop', 'audit'].includes(name)));
    const answer = await agent.call('propose', { question: 'Does mixup help on generated faces?', save: true });
    assert.ok(answer.failed);
    assert.match(answer.text, /Nothing was done: this server is read-only\./);
    assert.deepEqual([agent.questions, readdirSync(folder.path)], [[], ['.vscode']]);
  });

  it('is refused what lies outside of its folders, by .. and by a link, also for a file that is not there', async () => {
    const inside = path.join(folder.path, 'inside');
    mkdirSync(path.join(inside, '.vscode'), { recursive: true });
    write('secret.ferexp.json', JSON.stringify({ ...tiny, name: 'secret' }));
    symlinkSync('../secret.ferexp.json', path.join(inside, 'link.ferexp.json'));
    symlinkSync('..', path.join(inside, 'up'));
    await start({ args: [inside] });
    for (const file of [
      '../secret.ferexp.json',
      'link.ferexp.json',
      'up/secret.ferexp.json',
      'up/none.ferexp.json',
      '/etc/passwd',
    ]) {
      const answer = await agent.call('validate', { file });
      assert.ok(answer.failed, file);
      assert.match(answer.text, /^Nothing was done: this client cannot ask the user.*\n.*--allow outside/, file);
    }
    const saved = await agent.call('propose', {
      question: 'Does mixup help on generated faces?',
      folder: 'up',
      save: true,
    });
    assert.ok(saved.failed);
    assert.ok(!existsSync(path.join(folder.path, 'mixup.ferexp.json')));
    // What a text says of paths outside tells nothing of them.
    const asked = { ...tiny, initFrom: { experiment: '../secret.ferexp.json' }, data: { source: '../secret.csv' } };
    const { text } = await agent.done('validate', { text: JSON.stringify(asked) });
    assert.doesNotMatch(text, /secret\.ferexp\.json" (?:exists|has)|Did you mean/);
  });

  it('asks once for each path outside, and reads it when the user agrees', async () => {
    const inside = path.join(folder.path, 'inside');
    mkdirSync(inside);
    write('other.ferexp.json', JSON.stringify(tiny));
    await start({ args: [inside], user: ['decline', 'no', 'cancel', 'yes'] });
    const other = { file: '../other.ferexp.json' };
    for (let refusal = 0; refusal < 3; refusal++) {
      const answer = await agent.call('validate', other);
      assert.ok(answer.failed);
      assert.match(answer.text, /Nothing was done: the user did not agree\./);
    }
    assert.equal((await agent.done('validate', other)).result['valid'], true);
    assert.equal((await agent.done('validate', other)).result['valid'], true);
    assert.equal(agent.questions.length, 4);
    assert.match(agent.questions[0]!, new RegExp(path.join(folder.path, 'other.ferexp.json')));
  });

  it('saves a proposal when the user agrees, shows the cost before, and replaces nothing', async () => {
    await start({ user: ['no', 'yes'] });
    const wish = { question: 'Does mixup help on generated faces?', name: 'mix', save: true };
    const file = path.join(folder.path, 'mix.ferexp.json');
    assert.ok((await agent.call('propose', wish)).failed);
    assert.ok(!existsSync(file));
    const { result } = await agent.done('propose', wish);
    assert.deepEqual([result['saved'], result['file']], [true, file]);
    assert.equal(readFileSync(file, 'utf8'), result['text']);
    assert.match(agent.questions[1]!, /^Save the experiment .*mix\.ferexp\.json\? 6 runs, 30 epochs in all\./);
    const again = await agent.call('propose', { ...wish, question: 'Does cutMix help?' });
    assert.ok(again.failed);
    assert.match(again.text, /exists already\. It was not changed\.\nGive another name\./);
    assert.equal(agent.questions.length, 2);
    assert.equal(readFileSync(file, 'utf8'), result['text']);
  });

  it('can read the schema, the documents and the runs', async () => {
    const runId = path.basename(writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), {}));
    await start();
    const { resources } = await agent.client.listResources();
    const uris = resources.map(({ uri }) => uri);
    assert.ok(uris.includes(`ferexp://runs/${runId}`), uris.join(' '));
    const textOf = async (uri: string): Promise<string> => {
      const [content] = (await agent.client.readResource({ uri })).contents;
      assert.ok(content && 'text' in content, uri);
      return content.text;
    };
    for (const uri of uris) assert.ok((await textOf(uri)).length > 100, uri);
    assert.deepEqual(JSON.parse(await textOf('ferexp://schema/experiment')), schema);
    for (const id of ['..', '..%2f..%2fsecret', 'nothing', '%2e%2e']) {
      await assert.rejects(agent.client.readResource({ uri: `ferexp://runs/${id}` }), (error: Error) => {
        assert.match(error.message, /no id of a run|There is no run|not found/, id);
        return true;
      });
    }
  });

  it('lists no runs of a project outside, and asks nothing for the list', async () => {
    writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), {});
    mkdirSync(path.join(folder.path, 'inside'));
    await start({ args: [path.join(folder.path, 'inside')], user: ['yes'] });
    const { resources } = await agent.client.listResources();
    assert.deepEqual([resources.filter(({ uri }) => uri.startsWith('ferexp://runs/')), agent.questions], [[], []]);
    assert.equal((await agent.done('compare')).result['title'], 'fake');
    assert.match(agent.questions[0]!, new RegExp(`outside of the folders .*${folder.path}$`));
  });

  it('draws a figure and saves it where there is none yet', async () => {
    const run = path.basename(writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), {}));
    await start({ user: ['no', 'yes'] });
    const wish = { kind: 'confusion', run, save: 'confusion.pdf' };
    const file = path.join(folder.path, 'confusion.pdf');
    assert.ok((await agent.call('figure', wish)).failed);
    assert.ok(!existsSync(file));
    await agent.done('figure', wish);
    assert.match(readFileSync(file, 'latin1'), /^%PDF-/);
    assert.match((await agent.call('figure', wish)).text, /exists already/);
    assert.equal(agent.questions.length, 2);
    assert.match((await agent.call('figure', { ...wish, save: 'a.png' })).text, /neither an SVG nor a PDF file/);
    assert.match((await agent.call('figure', { kind: 'loss' })).text, /Of which run/);
    assert.ok((await agent.call('figure', { kind: 'loss', run: '../../x' })).failed);
    assert.match((await agent.call('figure', { kind: 'forest' })).text, /no row besides the baseline/);
  });

  it('answers hostile arguments with errors and goes on', async () => {
    await start();
    const wrong: [string, Record<string, unknown>, RegExp][] = [
      ['validate', { file: 7 }, /file/],
      ['validate', { file: 'a\u0000b' }, /control characters/],
      ['validate', { file: 'x'.repeat(10_000) }, /4096/],
      ['validate', { text: 'x'.repeat(17e6) }, /4000000/],
      ['validate', { file: 'a.ferexp.json', '\u001b[2J': true }, /nrecognized/],
      ['validate', { text: '['.repeat(100_000) }, /./],
      ['explain', { path: ['a'] }, /path/],
      ['explain', { path: '__proto__.constructor' }, /There is no setting/],
      ['compare', { experiments: ['\u001b]0;x\u0007', '__proto__'] }, /There are no runs/],
      ['propose', { question: 'Does mixup help?', name: '../x' }, /lower-case/],
      ['propose', { question: 'Does mixup help?', techniques: [{ technique: 'constructor' }] }, /technique/],
    ];
    for (const [name, input, words] of wrong) {
      const answer = await agent.call(name, input);
      assert.match(answer.text, words, JSON.stringify(input).slice(0, 80));
    }
    const { text } = await agent.done('validate', { text: '{ "na\\u001b[31mme": 1 }' });
    assert.match(text, /\\u001b/);
    await assert.rejects(
      agent.client.callTool({ name: 'nothing', arguments: {} }).then((answer) => assert.ok(!answer.isError)),
    );
    assert.equal((await agent.done('explain', { path: 'seed' })).result['path'], 'seed');
  });
});
