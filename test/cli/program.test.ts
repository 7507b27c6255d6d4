import assert from 'node:assert/strict';
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import schema from '../../schemas/generated/experiment.schema.json';
import { models } from '../../cli/arguments/measuringProgram';
import { createProgram, engines } from '../../cli/arguments/program';
import { modelTypes } from '../../cli/find/subjects';

/** The program with what it prints; commands do nothing. */
function quietProgram() {
  const printed: string[] = [];
  const program = createProgram('1.2.3', () => undefined);
  const all = commandsOf(program);
  for (const command of all) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => void printed.push(text),
      writeErr: (text) => void printed.push(text),
    });
  }
  return { program, all, printed };
}

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

async function refused(...args: string[]): Promise<string> {
  const { program, printed } = quietProgram();
  await assert.rejects(
    program.parseAsync(args, { from: 'user' }),
    (error) => error instanceof CommanderError && error.exitCode !== 0,
  );
  return printed.join('');
}

describe('program', () => {
  it('has the commands that it should', () => {
    const { all } = quietProgram();
    const names = all.filter(({ commands }) => commands.length === 0).map((c) => `${c.parent?.name()} ${c.name()}`);
    assert.deepEqual(names, [
      'ferexp validate',
      'ferexp run',
      'ferexp resume',
      'ferexp stop',
      'ferexp queue',
      'ferexp list',
      'ferexp compare',
      'ferexp submit',
      'ferexp run-item',
      'ferexp note',
      'ferexp star',
      'ferexp unstar',
      'ferexp diff',
      'ferexp import',
      'ferexp ensemble',
      'ferexp graph',
      'ferexp explain',
      'ferexp relabelled',
      'ferexp figure',
      'ferexp bundle',
      'ferexp verify',
      'ferexp card',
      'ferexp export',
      'ferexp claims',
      'ferexp preview',
      'ferexp faces',
      'data show',
      'data list',
      'data inspect',
      'data synth',
      'ferexp audit',
      'engine list',
      'engine setup',
      'weights list',
      'weights download',
      'ferexp bench',
      'ferexp profile',
      'ferexp mcp',
    ]);
  });

  it('gives examples in the help of every command, and --json of every command but one', async () => {
    const leaves = quietProgram().all.filter(({ commands }) => commands.length === 0);
    for (const leaf of leaves) {
      const { program, printed } = quietProgram();
      const names = [leaf.parent!.name(), leaf.name()].filter((name) => name !== 'ferexp');
      await assert.rejects(program.parseAsync([...names, '--help'], { from: 'user' }), { exitCode: 0 });
      const help = printed.join('');
      assert.match(help, new RegExp(`Examples:\n {2}ferexp ${names.join(' ')}`), names.join(' '));
      // An agent's protocol is JSON by itself.
      if (names[0] !== 'mcp') assert.match(help, /--json/, names.join(' '));
    }
  });

  it('knows the engines of the schema', () => {
    assert.deepEqual(engines, schema.properties.engine.enum);
  });

  it('measures the models of the schema that have no trained base', () => {
    assert.deepEqual(models, modelTypes);
  });

  it('measures only what there is', async () => {
    assert.match(await refused('bench', '--engine', 'auto'), /Allowed choices are tensorflow, wasm\./);
    assert.match(
      await refused('bench', '--model', 'vgg'),
      /Allowed choices are customCnn, smallCnn, resnet18, vggFer, lightCnn\./,
    );
    assert.match(await refused('bench', '--batch-size', '0'), /Expected a whole number from 1 to 4096\./);
    assert.match(await refused('profile', '--batch-size', '1.5'), /Expected a whole number from 1 to 4096\./);
  });

  it('says what was meant by a typo', async () => {
    assert.match(await refused('compar'), /unknown command 'compar'\s+\(Did you mean compare\?\)/);
    assert.match(
      await refused('run', 'a.json', '--varient', 'x'),
      /unknown option '--varient'\s+\(Did you mean --variant\?\)/,
    );
  });

  it('refuses values that mean nothing', async () => {
    assert.match(await refused('run', 'a.json', '--repeat', '0'), /Expected a whole number from 1 to 100\./);
    assert.match(await refused('run', 'a.json', '--engine', 'cuda'), /Allowed choices are auto, tensorflow, wasm\./);
    assert.match(
      await refused('data', 'synth', 'a.csv', '--training', '3'),
      /Expected a whole number from 14 to 200000\./,
    );
    assert.match(await refused('data', 'synth', 'a.csv', '--label-noise', '1'), /Expected a number from 0 to 0\.9\./);
    assert.match(
      await refused('compare', '--format', 'xml'),
      /Allowed choices are table, markdown, csv, latex, html, methods, json, parquet\./,
    );
    assert.match(await refused('engine', 'setup', '--way', 'conda'), /Allowed choices are auto, python, download\./);
    assert.match(await refused('validate'), /missing required argument 'file'/);
  });
});
