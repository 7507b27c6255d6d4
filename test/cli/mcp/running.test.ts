import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ferexp } from '../command';
import { runsOf, tiny, writeProject } from '../project';
import { temporaryFolder } from '../support';
import { Agent, type Answer } from './agent';

interface Shown {
  readonly run: string;
  readonly state: string;
  readonly variant: string;
  readonly testAccuracy?: number;
}

const shownIn = ({ result }: Answer): Shown[] => result['runs'] as Shown[];

/** Watches until nothing runs or waits. @returns the last state that was seen of each run */
async function watchToEnd(agent: Agent, cursor?: unknown): Promise<Map<string, Shown>> {
  const seen = new Map<string, Shown>();
  for (;;) {
    const answer = await agent.done('watch', { ...(cursor !== undefined && { cursor }), waitSeconds: 20 });
    for (const run of shownIn(answer)) seen.set(run.run, run);
    if (answer.result['active'] === 0) return seen;
    cursor = answer.result['cursor'];
  }
}

describe('an agent that trains', function () {
  // Each run is a process of its own, which writes through to a disk that others keep busy.
  this.timeout(120_000);
  const folder = temporaryFolder();
  let agent: Agent;
  const start = async (options?: Parameters<typeof Agent.start>[1]): Promise<Agent> =>
    (agent = await Agent.start(folder.path, options));
  const ownFolder = () => path.join(folder.path, '.ferexp');
  beforeEach(() => mkdirSync(path.join(folder.path, '.vscode')));
  afterEach(() => agent.close());

  it('from the question to the verdict: refused, nothing happens; agreed to, it trains to the end', async function () {
    // Two networks on 1,120 faces.
    this.timeout(240_000);
    await start({ user: ['no', 'yes', 'no', 'yes'] });
    const wish = { question: 'Does label smoothing help on generated faces?', name: 'smooth', epochs: 1, save: true };
    assert.ok((await agent.call('propose', wish)).failed);
    assert.deepEqual(readdirSync(folder.path), ['.vscode']);
    await agent.done('propose', wish);
    const file = 'smooth.ferexp.json';
    assert.equal((await agent.done('validate', { file })).result['valid'], true);

    const refused = await agent.call('run', { file, repeats: [1] });
    assert.ok(refused.failed);
    assert.match(refused.text, /^Nothing was done: the user did not agree\./);
    assert.match(
      agent.questions[2]!,
      /^Train smooth \(base\), smooth \(label-smoothing\) of .*smooth\.ferexp\.json\? 2 runs\. .*It goes on in the background/,
    );
    assert.ok(!existsSync(ownFolder()) || !existsSync(path.join(ownFolder(), 'runs')));

    const { result } = await agent.done('run', { file, repeats: [1] });
    assert.equal(result['started'], true);
    const ids = result['runs'] as string[];
    assert.equal(ids.length, 2);
    const ended = await watchToEnd(agent);
    assert.deepEqual(
      ids.map((id) => ended.get(id)?.state),
      ['completed', 'completed'],
    );
    const disk = await runsOf(folder.path);
    for (const { header, summary } of disk) {
      assert.equal(ended.get(header.runId)?.testAccuracy, summary?.splits['test']?.accuracy);
    }

    const compared = await agent.done('compare', { experiments: [file] });
    const command = await ferexp(folder.path, ['compare', 'smooth', '--json']);
    const { rows } = JSON.parse(command.out) as { rows: { difference?: { words: string } }[] };
    const [, row] = compared.result['rows'] as { difference: { words: string; verdict: string } }[];
    assert.ok(row!.difference.words.startsWith(rows[1]!.difference!.words));
    assert.notEqual(row!.difference.verdict, 'real', 'one run each');

    const drawn = await agent.done('figure', { kind: 'confusion', run: ids[0] });
    const printed = await ferexp(folder.path, ['figure', ids[0]!]);
    assert.equal(String(drawn.result['svg']).trim(), printed.out.trim());
    const forest = await agent.done('figure', { kind: 'forest', experiments: ['smooth'] });
    assert.match(String(forest.result['svg']), /^<svg [^]*label-smoothing[^]*<\/svg>\s*$/);

    const audited = await agent.done('audit', { subject: file });
    const report = JSON.parse((await ferexp(folder.path, ['audit', file, '--json'])).out) as { images: number };
    assert.equal(audited.result['images'], report.images);
    const findings = audited.result['findings'] as { title: string }[];
    assert.ok(findings.length >= 5);
    for (const { title } of findings) assert.ok(audited.text.includes(title), title);

    const { contents } = await agent.client.readResource({ uri: `ferexp://runs/${ids[0]}` });
    const [about] = contents;
    assert.ok(about && 'text' in about);
    const summary = JSON.parse(
      readFileSync(path.join(disk[0]!.directory, '..', ids[0]!, 'summary.json'), 'utf8'),
    ) as object;
    assert.deepEqual((JSON.parse(about.text) as { summary: object }).summary, summary);

    const again = await agent.done('run', { file, repeats: [1] });
    assert.deepEqual([again.result['started'], again.result['done']], [false, 2]);
    assert.match(again.text, /^Nothing is missing\. 2 runs done before\.$/);
    assert.equal(agent.questions.length, 4, 'nothing to ask about');
  });

  it('cannot train where the client cannot ask, unless the user allows it on the command line', async () => {
    writeProject(folder.path);
    await start();
    for (const [name, input] of [
      ['run', { file: 'tiny.ferexp.json' }],
      ['propose', { question: 'Does mixup help on generated faces?', save: true }],
    ] as const) {
      const answer = await agent.call(name, input);
      assert.ok(answer.failed);
      assert.match(answer.text, /cannot ask the user.*\nThe user can allow it .*ferexp mcp --allow (?:run|save)\./);
    }
    assert.deepEqual(readdirSync(folder.path).sort(), ['.vscode', 'tiny.ferexp.json']);
    await agent.close();
    await start({ args: ['--allow', 'run'] });
    await agent.done('run', { file: 'tiny.ferexp.json' });
    const ended = await watchToEnd(agent);
    assert.deepEqual(
      [...ended.values()].map(({ state }) => state),
      ['completed'],
    );
  });

  it('leaves its run training when it dies, and another agent sees the end', async () => {
    writeProject(folder.path, { training: { epochs: 12 } });
    await start({ args: ['--allow', 'run'] });
    const { result } = await agent.done('run', { file: 'tiny.ferexp.json' });
    const [id] = result['runs'] as string[];
    const gone = new Promise<void>((resolve) => (agent.client.onclose = resolve));
    process.kill(agent.transport.pid!, 'SIGKILL');
    await gone;
    await start();
    const { text } = await agent.done('watch');
    assert.match(text, new RegExp(id!));
    const ended = await watchToEnd(agent);
    assert.equal(ended.get(id!)?.state, 'completed');
  });

  it('stops a run when the user agrees, and not before', async () => {
    writeProject(folder.path, { training: { epochs: 5000 } });
    await start({ args: ['--allow', 'run'], user: ['no', 'yes'] });
    const { result } = await agent.done('run', { file: 'tiny.ferexp.json' });
    const [id] = result['runs'] as string[];
    assert.match((await agent.call('stop', { runs: [id] })).text, /the user did not agree/);
    assert.ok(!existsSync(path.join((await runsOf(folder.path))[0]!.directory, 'stop')));
    const stopped = await agent.done('stop', { runs: [id] });
    assert.match(stopped.text, new RegExp(`^${id}: (?:finishes its batch|taken out of the queue)`));
    assert.match(agent.questions[1]!, new RegExp(`^Stop 1 run: ${id}\\?$`));
    const ended = await watchToEnd(agent);
    assert.equal(ended.get(id!)?.state, 'cancelled');
    const late = await agent.call('stop', { runs: [id] });
    assert.match(late.text, /is not running: it is cancelled/);
  });

  it('trains nothing of a file that is wrong, or that changes while the user is asked', async () => {
    writeFileSync(path.join(folder.path, 'wrong.ferexp.json'), JSON.stringify({ ...tiny, seeds: 2 }));
    writeProject(folder.path);
    const file = path.join(folder.path, 'tiny.ferexp.json');
    await start({ user: ['yes'] });
    const wrong = await agent.call('run', { file: 'wrong.ferexp.json' });
    assert.ok(wrong.failed);
    assert.match(wrong.text, /wrong\.ferexp\.json cannot run:\nwrong\.ferexp\.json:1:\d+ error .*seeds/);
    const before = readFileSync(file, 'utf8');
    agent.whenAsked = () => writeFileSync(file, before.replace('"epochs": 1', '"epochs": 999'));
    const changed = await agent.call('run', { file: 'tiny.ferexp.json' });
    assert.ok(changed.failed);
    assert.match(changed.text, /has changed since the user was asked\./);
    assert.deepEqual(await runsOf(folder.path), []);
  });

  it('asks for data outside before it is read, and for training after that', async () => {
    const inside = path.join(folder.path, 'inside');
    writeProject(inside, { data: { source: '../faces.csv' } });
    const made = await ferexp(folder.path, ['data', 'synth', 'faces.csv', '--training', '80', '--test', '28']);
    assert.equal(made.code, 0, made.err);
    await start({ args: [inside], user: ['no', 'yes', 'no'] });
    const input = { file: 'tiny.ferexp.json' };
    assert.ok((await agent.call('run', input)).failed);
    assert.ok((await agent.call('run', input)).failed);
    assert.deepEqual(
      agent.questions.map((question) => question.split(' ')[0]),
      ['May', 'May', 'Train'],
    );
    assert.match(agent.questions[0]!, new RegExp(path.join(folder.path, 'faces.csv')));
    assert.deepEqual(await runsOf(inside), []);
  });
});
