import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { toCsv } from '../../../results/export/csv';
import { toLatex } from '../../../results/export/latex';
import { forLatex } from '../../../words/printable';
import { toMarkdown } from '../../../results/export/markdown';
import { comparisonTable } from '../../../results/table';
import type { ComparisonRow, ComparisonView, RowBasis } from '../../../schemas/messages/comparison';

const basis: RowBasis = {
  engines: ['wasm'],
  source: 'data/fer2013.csv',
  fingerprint: 'abcdef0123456789'.repeat(4),
  testFaces: 7178,
  seeds: [1, 2, 3],
};

const row = (variant: string, rest: Partial<ComparisonRow> = {}): ComparisonRow => ({
  id: `study/${variant}`,
  experiment: 'study',
  variant,
  settings: { 'techniques.augmentation.horizontalFlip': false, 'techniques.labelSmoothing.epsilon': 0 },
  metrics: {},
  basis,
  runs: [],
  notes: [],
  ...rest,
});

const view: ComparisonView = {
  title: 'study',
  baseline: 'study/base',
  metric: 'accuracy',
  metrics: ['accuracy', 'loss'],
  differing: ['techniques.augmentation.horizontalFlip', 'techniques.labelSmoothing.epsilon'],
  rows: [
    row('base', {
      metrics: {
        testAccuracy: { mean: 0.823, low: 0.8189, high: 0.8271, count: 3, minimum: 0.82, maximum: 0.83 },
        testMacroF1: {
          mean: 0.7012345678901234,
          low: 0.6892345679,
          high: 0.7132345679,
          count: 3,
          minimum: 0.69,
          maximum: 0.71,
        },
        bestValidationAccuracy: { mean: 0.81, low: 0.806, high: 0.814, count: 3, minimum: 0.8, maximum: 0.82 },
        trainingSeconds: { mean: 200, low: 195.0, high: 205.0, count: 3, minimum: 195, maximum: 205 },
      },
      published: { testAccuracy: 0.781, source: 'The study, "table 3", 2024' },
      runs: [
        {
          directory: '/r/1',
          runId: 'r1',
          repeat: 0,
          seed: 1,
          state: 'completed',
          status: 'done 82.3 %',
          startedAt: '2026-01-31T10:00:00.000Z',
          engine: 'wasm',
          metrics: { testAccuracy: 0.8231234567890123 },
        },
      ],
    }),
    row('flip', {
      settings: { 'techniques.augmentation.horizontalFlip': true, 'techniques.labelSmoothing.epsilon': 0 },
      metrics: { testAccuracy: { mean: 0.841, low: 0.8358, high: 0.8462, count: 3, minimum: 0.84, maximum: 0.85 } },
      difference: {
        mean: 0.018,
        low: 0.009,
        high: 0.027,
        p: 0.01,
        adjustedP: 0.02,
        compared: 2,
        theseFaces: { low: 0.011, high: 0.025 },
        test: 'paired',
        networks: [3, 3],
        verdict: 'real',
        words: 'Real: +1.8 points (0.9 to 2.7), 3 of 3 seeds better',
      },
      published: { testAccuracy: 0.8282, source: 'The study, "table 3", 2024' },
    }),
    row('a|b', {
      metrics: { testAccuracy: { mean: 0.827, count: 1, minimum: 0.827, maximum: 0.827 } },
      difference: {
        mean: 0.004,
        low: -0.01,
        high: 0.018,
        p: 0.4,
        adjustedP: 0.4,
        compared: 2,
        test: 'oneEach',
        networks: [1, 3],
        verdict: 'unclear',
        words: 'Cannot tell: +0.4 points (−1.0 to 1.8)',
        plan: 'Plan 8.',
      },
      basis: { ...basis, seeds: [1] },
      published: { testAccuracy: 0.85, source: 'Barsoum et al., 2016' },
      notes: ['One run only.'],
    }),
    row('waiting'),
  ],
};

/** Of the person's calendar, wherever the test runs. */
const date = new Date(2026, 1, 1, 0, 30);

describe('Markdown export', () => {
  it('pastes into a README', () => {
    assert.equal(
      toMarkdown(view, { date }),
      [
        '## study',
        '',
        '- Date: 2026-02-01',
        '- Engine: wasm',
        '- Data: data/fer2013.csv, 7,178 test faces, fingerprint abcdef012345',
        '- Seeds: 1, 2, 3 (base; flip); 1 (a\\|b)',
        '',
        '| Variant | augmentation.horizontalFlip | labelSmoothing.epsilon | Test accuracy | Difference in points | Macro-F1 | Published | Best validation | Last validation | Training time | Runs |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| base | off | 0 | 82.3 % ± 0.4 | baseline | 70.1 % ± 1.2 | 78.1 %[^1] | 81.0 % ± 0.4 | – | 3 min 20 s ± 5 s | 3 |',
        '| flip | on | 0 | 84.1 % ± 0.5 | +1.8 (0.9 to 2.7), real | – | 82.8 %[^1] | – | – | – | 3 |',
        '| a\\|b | off | 0 | 82.7 % | +0.4 (−1.0 to 1.8), cannot tell | – | 85.0 %[^2] | – | – | – | 1 |',
        '| waiting | off | 0 | – | – | – | – | – | – | – | 0 |',
        '',
        'Mean over networks with their 95 % interval. Intervals of test results are for another seed and other faces of the same kind; those of validation and training for another seed alone.',
        '',
        '- flip: Real: +1.8 points (0.9 to 2.7), 3 of 3 seeds better.',
        '- a\\|b: Cannot tell: +0.4 points (−1.0 to 1.8). Plan 8.',
        '',
        '- a\\|b: One run only.',
        '',
        '[^1]: The study, "table 3", 2024',
        '[^2]: Barsoum et al., 2016',
        '',
      ].join('\n'),
    );
  });

  it('takes only the rows that were chosen', () => {
    const text = toMarkdown(view, { rowIds: ['study/flip'], date });
    assert.match(text, /\| flip \|/);
    assert.doesNotMatch(text, /a\\\|b|\| base \|/);
    assert.match(text, /82\.8 %\[\^1\]/);
    assert.doesNotMatch(text, /Barsoum/);
    assert.match(text, /^- Seeds: 1, 2, 3$/m);
    assert.equal(toMarkdown(view, { rowIds: [], date }), toMarkdown(view, { date }));
  });

  it('explains means only where there are some', () => {
    const mean = /Mean over networks/;
    assert.match(toMarkdown(view), mean);
    assert.doesNotMatch(toMarkdown(view, { rowIds: ['study/a|b', 'study/waiting'] }), mean);
  });

  it('says what each row is of where they do not agree, and nothing of rows without a result', () => {
    const other: RowBasis = { engines: ['tensorflow', 'wasm'], source: 'raf-db', testFaces: 700, seeds: [1, 2, 3] };
    const { metrics } = view.rows[1]!;
    const rows = [row('base', { metrics }), row('other', { metrics, basis: other }), row('waiting', { basis: other })];
    const text = toMarkdown({ ...view, title: 'a *b*', rows }, { date });
    assert.deepEqual(text.split('\n').slice(0, 7), [
      '## a \\*b\\*',
      '',
      '- Date: 2026-02-01',
      '- Engine: wasm (base); tensorflow and wasm (other)',
      '- Data: data/fer2013.csv, 7,178 test faces, fingerprint abcdef012345 (base); raf-db, 700 test faces (other)',
      '- Seeds: 1, 2, 3',
      '',
    ]);
  });

  it('tells rows of several experiments apart below the table too', () => {
    const rows = [row('base', { notes: ['One.'] }), row('base', { experiment: 'other', notes: ['Two.'] })];
    const text = toMarkdown({ ...view, rows });
    assert.match(text, /^- study \/ base: One\.\n- other \/ base: Two\.$/m);
  });
});

describe('LaTeX export', () => {
  it('is a table of booktabs with what it is of', () => {
    const text = toLatex({ ...view, looks: { runs: 12, faces: 7178 } }, { date });
    const lines = text.split('\n').map((line) => line.trim());
    assert.ok(lines.includes('\\begin{tabular}{lrrrrrrr}'), text);
    assert.ok(
      lines.includes(
        'flip & on & 0 & 84.1 \\% $\\pm$ 0.5 & +1.8 (0.9 to 2.7), real & -- & 82.8 \\%\\textsuperscript{1} & 3 \\\\',
      ),
      text,
    );
    assert.ok(lines.some((line) => line.startsWith('\\caption{study. Mean over networks') && line.includes('Seeds: ')));
    assert.ok(lines.includes('\\textsuperscript{2}Barsoum et al., 2016\\par'));
    assert.match(text, /^ {2}a\\textbar\{\}b: Cannot tell: \+0\.4 points \(\$-\$1\.0 to 1\.8\)\. Plan 8\.\\par$/m);
    assert.match(text, /12 finished runs of this project/);
    // Nothing stands in it that LaTeX would read as something else.
    const bare = text.replace(/^% Needs.*$/m, '').replace(/\\[%&#_{}$]/g, '');
    assert.doesNotMatch(bare, /[%#_~^|±−–]/);
    assert.equal(bare.split('{').length, bare.split('}').length);
    const columns = lines.filter((line) => line.endsWith('\\\\')).map((line) => line.split(' & ').length);
    assert.deepEqual([...new Set(columns)], [8]);
  });

  it('shows any text as it is', () => {
    assert.equal(
      forLatex('50 % & $x_1$ #2 {a} ~b^c \\d <e> “f”\n–'),
      "50 \\% \\& \\$x\\_1\\$ \\#2 \\{a\\} \\textasciitilde{}b\\textasciicircum{}c \\textbackslash{}d \\textless{}e\\textgreater{} ``f'' --",
    );
  });
});

describe('comparison table', () => {
  it('names the experiment where there are several, and no published column without a figure', () => {
    const other = { ...view, rows: [row('base'), row('base', { id: 'x', experiment: 'other' })] };
    const { head, rows } = comparisonTable(other);
    assert.deepEqual(head.slice(0, 2), ['Experiment', 'Variant']);
    assert.ok(!head.includes('Published'));
    assert.ok(rows.every((cells) => cells.length === head.length));
  });
});

describe('CSV export', () => {
  const records = (text: string): Record<string, string>[] =>
    parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];

  it('reads back whole, with numbers in full precision', () => {
    const lines = records(toCsv(view));
    assert.deepEqual(
      lines.map((line) => [line['level'], line['variant'], line['run']]),
      [
        ['row', 'base', ''],
        ['run', 'base', 'r1'],
        ['row', 'flip', ''],
        ['row', 'a|b', ''],
        ['row', 'waiting', ''],
      ],
    );
    assert.equal(Number(lines[0]!['testMacroF1']), 0.7012345678901234);
    assert.equal(Number(lines[1]!['testAccuracy']), 0.8231234567890123);
    const facts = ['seed', 'started', 'engine', 'data', 'data fingerprint', 'test faces', 'runs'];
    const { fingerprint } = basis;
    assert.deepEqual(
      lines.slice(0, 2).map((line) => facts.map((key) => line[key])),
      [
        ['1 2 3', '', 'wasm', 'data/fer2013.csv', fingerprint, '7178', '3'],
        ['1', '2026-01-31T10:00:00.000Z', 'wasm', 'data/fer2013.csv', fingerprint, '7178', ''],
      ],
    );
    assert.equal(lines[2]!['difference in words'], 'Real: +1.8 points (0.9 to 2.7), 3 of 3 seeds better');
    assert.equal(lines[0]!['published source'], 'The study, "table 3", 2024');
    assert.equal(lines[0]!['baseline'], 'yes');
    assert.equal(lines[2]!['techniques.augmentation.horizontalFlip'], 'true');
    assert.deepEqual(
      [
        'difference of',
        'difference',
        'difference low',
        'difference high',
        'difference p',
        'difference adjusted p',
        'compared',
        'difference test',
      ].map((key) => lines[2]![key]),
      ['accuracy', '0.018', '0.009', '0.027', '0.01', '0.02', '2', 'paired'],
    );
  });

  it('quotes what needs it and ends every line with CR LF', () => {
    const text = toCsv({ ...view, rows: [row('base', { notes: ['two\nlines, and "quotes"'] })] });
    assert.match(text, /"two\nlines, and ""quotes"""\r\n$/);
  });

  it('takes only the rows that were chosen', () => {
    assert.equal(records(toCsv(view, ['study/flip'])).length, 1);
  });
});
