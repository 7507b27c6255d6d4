/** What `ferexp compare --format json` writes has the schema that is published, whatever is compared. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { testTimeAugmentation } from '../../../experiment/techniques/testTimeAugmentation';
import { compareRuns } from '../../../results/compare';
import { toJson } from '../../../results/export/json';
import published from '../../../schemas/generated/comparison.schema.json';
import type { Comparison } from '../../../schemas/generated/comparison';
import { comparedMetrics, differenceMetrics } from '../../../schemas/messages/comparison';
import { root } from '../../../scripts/paths';
import type { FakeRun } from '../../fixtures/runs';
import { useComparison } from '../comparing';

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile<Comparison>(published);

function valid(text: string): Comparison {
  const value: unknown = JSON.parse(text);
  assert.ok(validate(value), JSON.stringify(validate.errors, null, 1));
  return value;
}

const three = [0.78, 0.785, 0.772];
const better = [0.82, 0.83, 0.815];
const members = [1, 2].map((seed) => ({ run: `r${seed}`, experiment: 'fake', variant: 'base', seed }));

describe('a comparison as JSON', () => {
  const { writeVariant, records, compare } = useComparison();

  /** Each kind: its baseline, another row, and what is in the JSON then. */
  const kinds: Readonly<
    Record<string, readonly [accuracies: readonly number[], run: FakeRun, expected: (found: Comparison) => unknown]>
  > = {
    'one run each': [[0.8], {}, ({ rows }) => rows[1]?.difference?.test === 'oneAgainstSeveral'],
    pairs: [better, {}, ({ rows }) => rows[1]?.difference?.test === 'paired' && rows[1].difference.theseFaces],
    'unpaired networks': [[...better, 0.81], {}, ({ rows }) => rows[1]?.difference?.test === 'unpaired'],
    'imported networks': [
      better,
      { imported: { framework: 'PyTorch', epochs: 30, trainingData: 'AffectNet', note: 'from a paper' } },
      ({ rows }) => rows[1]?.imported?.framework === 'PyTorch',
    ],
    'networks without a seed': [better, { imported: { seedless: true } }, ({ rows }) => !rows[1]?.runs[0]?.seed],
    'an ensemble': [
      [0.83],
      { imported: { ensemble: { combine: 'vote', members } } },
      ({ rows }) => rows[1]?.imported?.ensemble?.members.length === 2,
    ],
    'labels of FER+': [better, { labels: { scheme: 'fer+' } }, ({ rows }) => rows[1]?.settings['data.labels.scheme']],
    'a fold': [
      better,
      { layout: { names: '{person}.{class:2}*' }, holdOut: { folds: 5, fold: 1, seed: 1 } },
      ({ rows }) => rows[1]?.settings['data.holdOut'] !== undefined || rows[1]?.settings['data.holdOut.fold'],
    ],
    'test-time augmentation': [
      better,
      {
        techniques: {
          testTimeAugmentation: testTimeAugmentation.resolve(
            { samples: 4, augmentation: { horizontalFlip: true } },
            {},
            'fake',
          )!,
        },
      },
      ({ rows }) => rows[1]?.settings['techniques.testTimeAugmentation.samples'] === 4,
    ],
    'lost predictions': [better, { predictions: false }, ({ rows }) => rows[1]?.difference?.test === 'paired'],
    'other data': [better, { fingerprint: 'e'.repeat(64), testExamples: 300 }, ({ rows }) => !rows[1]?.difference],
    'a run that failed': [[0.8], { state: 'failed', message: 'no' }, ({ rows }) => !rows[1]?.runs[0]?.network],
    'a run with a star and a note': [better, { starred: true, note: 'mine' }, ({ rows }) => rows[1]?.runs[0]?.note],
    'a published figure': [
      better,
      { published: { testAccuracy: 0.8, source: 'a paper' } },
      ({ rows }) => rows[1]?.published?.source,
    ],
  };
  for (const [kind, [accuracies, run, expected]] of Object.entries(kinds)) {
    it(`has the published schema: ${kind}`, async () => {
      writeVariant('base', 1, three);
      writeVariant('flip', 2, accuracies, run);
      const found = valid(toJson(await compare()));
      assert.equal(found.rows.length, 2);
      assert.ok(expected(found), JSON.stringify(found.rows[1], null, 1));
    });
  }

  it('has it for two single networks, on common faces, for every metric, and for no run at all', async () => {
    assert.deepEqual(valid(toJson(await compareRuns([]))).rows, []);
    writeVariant('base', 1, [0.7]);
    writeVariant('flip', 2, [0.8]);
    const all = await records();
    for (const metric of [...differenceMetrics, 'recall:happy']) {
      assert.equal(valid(toJson(await compareRuns(all, { metric }))).metric, metric);
    }
    const common = valid(toJson(await compareRuns(all, { commonFaces: true })));
    assert.equal(common.commonFaces, true);
    assert.equal(common.rows[1]?.difference?.test, 'oneEach');
  });

  it('has it for a row over folds', async () => {
    for (const fold of [1, 2]) {
      writeVariant(`fold-${fold}`, fold, three, {
        ...{ layout: { names: '{person}.{class:2}*' }, holdOut: { folds: 5, fold, seed: 1 }, repeats: 3 },
        fingerprint: String(fold).repeat(64),
      });
    }
    const { rows } = valid(toJson(await compare()));
    assert.deepEqual([rows.length, rows[0]?.basis.folds, rows[0]?.runs[1]?.fold], [1, 5, 2]);
  });

  it('says when, of which version, and counts repeats and networks from 1', async () => {
    writeVariant('base', 1, three);
    writeVariant('base', 2, [0.75]);
    const view = await compare();
    const found = valid(toJson(view, undefined, new Date('2026-03-14T10:15:00Z')));
    assert.deepEqual([found.version, found.date], [1, '2026-03-14T10:15:00.000Z']);
    // The first seed was trained again: the older run does not count.
    assert.deepEqual(
      found.rows[0]?.runs.map(({ repeat, network }) => [repeat, network]),
      [
        [1, 1],
        [1, undefined],
        [2, 2],
        [3, 3],
      ],
    );
    assert.deepEqual(valid(toJson(view, ['none'])).rows, []);
  });

  it('is refused by the schema with a field that it does not have', async () => {
    writeVariant('base', 1, three);
    const value = { ...(JSON.parse(toJson(await compare())) as object), more: 1 };
    assert.equal(validate(value), false);
  });

  it('has a column for every metric of the schema, in its order', () => {
    const text = readFileSync(path.join(root, 'schemas/comparison.schema.json'), 'utf8');
    const { definitions } = JSON.parse(text) as typeof published;
    assert.deepEqual(Object.keys(definitions.estimates.properties), comparedMetrics);
    assert.deepEqual(Object.keys(definitions.figures.properties), comparedMetrics);
  });
});
