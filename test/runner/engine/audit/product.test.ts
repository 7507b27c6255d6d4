import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeSyntheticCsv } from '../../../../runner/data/synthetic';
import type { Engine } from '../../../../runner/engine/contract';
import { explainRun } from '../../../../runner/explain/explainRun';
import { defaultSettings } from '../../../../runner/explain/task';
import { runProcess } from '../../../../runner/run/process';
import { attributionMethods } from '../../../../schemas/explanations';
import { onBothEngines } from '../../explain/engines';
import { tinyExperiment, Workplace } from '../../run/harness';
import { comparedCases } from './cases';
import { ownKernels } from './ownKernels';
import { productRuns, saveBase } from './product';
import { type Comparison, formOf, recordKernels } from './recorder';
import { useThreads } from '../../run/threads';

interface Property {
  readonly enum?: readonly string[];
  readonly oneOf?: readonly { readonly enum?: readonly string[]; readonly $ref?: string }[];
}
const schema = JSON.parse(
  readFileSync(path.join(__dirname, '../../../../schemas/generated/experiment.schema.json'), 'utf8'),
) as {
  readonly definitions: Readonly<Record<string, { readonly properties: Readonly<Record<string, Property>> }>>;
};

/** Of the largest value: float32 summed in another order. */
const tolerance = 5e-5;

/** FER+ votes of the faces of a CSV: every third one is disputed. */
function votesFor(csv: string): string {
  const header = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
  // Neutral is FER's 6, and so on: the votes agree with the labels.
  const columns = [4, 5, 6, 1, 3, 2, 0];
  const lines = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row, index) => {
      const votes = new Array<number>(10).fill(0);
      const column = columns[Number(row.slice(0, row.indexOf(',')))]!;
      votes[column] = index % 3 === 0 ? 6 : 10;
      if (index % 3 === 0) votes[(column + 1) % 7] = 4;
      return [row.slice(row.lastIndexOf(',') + 1), `face${index}.png`, ...votes].join(',');
    });
  return `${[header, ...lines].join('\n')}\n`;
}

/** Forms that the cases compare, by kernel. */
const audited = new Map<string, Set<string>>();
for (const { kernel, inputs, attributes } of comparedCases) {
  const described = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, { dataId: {}, dtype, shape: [...shape] }]),
  );
  const forms = audited.get(kernel) ?? new Set();
  audited.set(kernel, forms.add(formOf(kernel, described, attributes).text));
}

/** What a call is judged by where the product makes it: values beside the reference's; else by the cases' forms. */
function faultOf({ kernel, text, difference, fault }: Comparison): string | undefined {
  if (fault !== undefined) return fault;
  if (difference !== undefined) return difference <= tolerance ? undefined : `${difference} apart`;
  if (Object.hasOwn(ownKernels, kernel)) return undefined;
  return audited.get(kernel)?.has(text) === true ? undefined : 'in no case of the audit';
}

onBothEngines('whatever a run executes is audited', (engine: () => Engine) => {
  const place = new Workplace();
  // On this thread, where the kernels are watched.
  useThreads(1);
  const faces = path.join(place.folder, 'faces.csv');
  const votes = path.join(place.folder, 'votes.csv');
  const original = { log: console.log, error: console.error };
  let printed: string[] = [];
  let base = '';
  let teacher = '';
  before(async () => {
    await writeSyntheticCsv(faces, { training: 60, test: 16, seed: 5, labelNoise: 0 });
    writeFileSync(votes, votesFor(readFileSync(faces, 'utf8')));
    base = await saveBase(engine().tf, place.folder);
    console.log = console.error = (line: string) => printed.push(line);
    teacher = await place.create({ 'training.epochs': 1, engine: engine().description.id });
    assert.equal(await runProcess(teacher, () => undefined), 0, printed.join('\n'));
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });

  async function watched(work: () => Promise<void>): Promise<void> {
    printed = [];
    const { seen, stop } = recordKernels(engine().tf);
    try {
      await work();
    } catch (error) {
      throw new Error(`${String(error)}\n${printed.join('\n')}`, { cause: error });
    } finally {
      stop();
    }
    const faults = seen.flatMap((call) => {
      const fault = faultOf(call);
      return fault === undefined ? [] : [`${call.kernel} ${call.text} of ${call.shapes}: ${fault}`];
    });
    assert.ok(seen.length > 0);
    assert.deepEqual([...new Set(faults)], []);
  }

  let last = '';
  for (const { title, others } of productRuns({ base: '', faces: '', votes: '', teacher: '' })) {
    it(title, () =>
      watched(async () => {
        const { set } = productRuns({ base, faces, votes, teacher }).find((run) => run.title === title)!;
        const directory = await place.create({ ...set, engine: engine().description.id }, others ?? {});
        assert.equal(await runProcess(directory, () => undefined), 0);
        if (title === 'customCnn') last = directory;
      }),
    ).timeout(300_000);
  }

  it('every way to explain a prediction', () =>
    watched(async () => {
      const faces = { by: 'random', count: 1 } as const;
      const settings = { ...defaultSettings, faces, methods: attributionMethods, steps: 3, samples: 3 };
      const explained = await explainRun(engine(), last, settings, () => undefined);
      assert.equal(Object.keys(explained.scales).length, attributionMethods.length);
    })).timeout(300_000);
});

/** Settings that choose what is computed, by where the schema defines them; others choose when, how long, or on what. */
const choices = [
  ['labels', 'rule'],
  ['model', 'type'],
  ['model', 'preprocessing'],
  ['training', 'trainable'],
  ['training', 'batchNormalization'],
  ['training', 'features'],
  ['testTimeAugmentation', 'set'],
  ['testTimeAugmentation', 'combine'],
] as const;

describe('the audited runs', () => {
  const runs = JSON.stringify([
    tinyExperiment,
    productRuns({ base: 'base', faces: 'faces', votes: 'votes', teacher: 'teacher' }),
  ]);

  for (const [definition, property] of choices) {
    it(`take every ${definition}.${property}`, () => {
      const { enum: direct, oneOf } = schema.definitions[definition]!.properties[property]!;
      const values = direct ?? oneOf!.flatMap((each) => each.enum ?? []);
      assert.ok(values.length > 1);
      for (const value of values) assert.ok(runs.includes(JSON.stringify(value)), String(value));
    });
  }

  it('take every optimizer', () => {
    const types = Object.values(schema.definitions.training!.properties['optimizer']!.oneOf!).map(({ $ref }) =>
      $ref!.split('/').at(-1)!,
    );
    assert.ok(types.length > 3);
    for (const type of types) assert.ok(runs.includes(`"type":"${type}"`) || type === 'adam', type);
  });
});
