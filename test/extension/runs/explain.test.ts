import assert from 'node:assert/strict';
import { explainArguments } from '../../../extension/runs/explainArguments';
import { createProgram } from '../../../cli/arguments/program';
import type { ExplainChoice } from '../../../schemas/explanations';

const choice: ExplainChoice = {
  split: 'test',
  faces: { by: 'mistakes', count: 6, of: 'sad' },
  methods: ['integratedGradients', 'gradCam'],
  target: 'predicted',
  baseline: 'mean',
};

/** What the command line makes of it. */
function parsed(given: ExplainChoice): { run: string | undefined; options: Record<string, unknown> } {
  const command = createProgram('1.2.3', () => undefined).commands.find((each) => each.name() === 'explain')!;
  const [, ...words] = explainArguments('/runs/one', given);
  const { operands } = command.parseOptions(words);
  return { run: operands[0], options: command.opts() };
}

describe('what ferexp explain is asked for', () => {
  it('is the run, the faces, the methods and the class', () => {
    const { run, options } = parsed(choice);
    assert.equal(run, '/runs/one');
    assert.deepEqual(options, {
      ...{ split: 'test', mistakes: 6, of: 'sad', method: ['integratedGradients', 'gradCam'] },
      ...{ class: 'predicted', baseline: 'mean', json: true, project: process.cwd() },
    });
  });

  it('is faces by their numbers', () => {
    const { examples, mistakes } = parsed({ ...choice, faces: { by: 'examples', examples: [71, 75] } }).options;
    assert.deepEqual([examples, mistakes], [[71, 75], undefined]);
  });
});
