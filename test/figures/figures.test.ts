import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classBars } from '../../figures/classBars';
import { confusionMatrix } from '../../figures/confusionMatrix';
import { faceGrid } from '../../figures/faceGrid';
import { learningCurves } from '../../figures/learningCurves';
import { lineChart } from '../../figures/lineChart';
import { scale, ticks, wholeTicks } from '../../figures/scale';
import { element, fitted, svgDocument, text, textWidth } from '../../figures/svg';

/** Attributes of each element of a name, in order. */
function elements(svg: string, name: string): Record<string, string>[] {
  return [...svg.matchAll(new RegExp(`<${name}((?: [\\w-]+="[^"]*")*)/?>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries([...attributes!.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!])),
  );
}

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content!);

describe('ticks', () => {
  it('are round numbers within the range', () => {
    assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(ticks(0.53, 0.61, 4), [0.54, 0.56, 0.58, 0.6]);
    assert.deepEqual(wholeTicks(0, 3, 10), [0, 1, 2, 3]);
    assert.deepEqual(wholeTicks(0, 30, 10), [0, 5, 10, 15, 20, 25, 30]);
    assert.deepEqual(ticks(2, 2, 5), [2]);
  });

  it('stay within any range, ascend, and are not many', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
        const found = ticks(low, low + span, 6);
        const slack = 1e-6 * Math.max(span, Math.abs(low) * 1e-6);
        assert.ok(found.length <= 8, `${found.length} ticks`);
        assert.ok(found.every((tick) => tick >= low - slack && tick <= low + span + slack));
        assert.ok(found.every((tick, i) => i === 0 || tick > found[i - 1]!));
      }),
    );
  });

  it('scales linearly', () => {
    const place = scale(0, 10, 100, 0);
    assert.deepEqual([place(0), place(5), place(10)], [100, 50, 0]);
  });
});

describe('SVG text', () => {
  it('escapes whatever a name holds', () => {
    const svg = svgDocument(
      { width: 10, height: 10, title: '<a> & "b"', description: '' },
      text(0, 0, '<script>&\u0000'),
    );
    assert.match(svg, /<title>&lt;a&gt; &amp; &quot;b&quot;<\/title>/);
    assert.match(svg, />&lt;script&gt;&amp;<\/text>/);
    assert.equal(element('a', { b: '"<&', c: undefined, d: 1.23456 }), '<a b="&quot;&lt;&amp;" d="1.23"/>');
  });

  it('shortens what does not fit', () => {
    assert.equal(fitted('happiness', 200), 'happiness');
    const short = fitted('a very long name of an experiment', 80);
    assert.match(short, /^a very.*…$/);
    assert.ok(textWidth(short) <= 80);
  });
});

describe('figures', () => {
  const chart = {
    title: 'Accuracy',
    subtitle: 'flip / base, seed 1',
    xTitle: 'Epoch',
    xMaximum: 4,
    yTitle: 'Accuracy',
    format: (value: number) => `${Math.round(100 * value)} %`,
    fromZero: true,
    description: 'It rises.',
    lines: [
      { label: 'training', x: [1, 2, 3, 4], y: [0.2, 0.4, 0.6, 0.8], dash: [6, 4] },
      { label: 'nothing yet', x: [], y: [] },
    ],
  };

  it('draw curves where their values are', () => {
    const svg = lineChart({ ...chart, mark: { x: 3, label: 'best epoch 3' } });
    const [curve, ...others] = elements(svg, 'polyline');
    assert.equal(others.length, 0, 'a curve without a point is not drawn');
    const points = curve!['points']!.split(' ').map((point) => point.split(',').map(Number));
    const steps = points.slice(1).map(([x, y], i) => [x! - points[i]![0]!, y! - points[i]![1]!]);
    for (const [dx, dy] of steps) {
      assert.ok(Math.abs(dx! - steps[0]![0]!) < 0.05, 'equal steps of epochs');
      assert.ok(Math.abs(dy! - steps[0]![1]!) < 0.05 && dy! < 0, 'equal steps upwards');
    }
    assert.equal(curve!['stroke-dasharray'], '6 4');
    const mark = elements(svg, 'line').find((line) => line['stroke-dasharray'] === '2 3')!;
    assert.equal(Number(mark['x1']), points[2]![0]!);
    const written = texts(svg);
    for (const expected of ['Accuracy', 'Epoch', '0 %', '80 %', 'training', 'best epoch 3', 'flip / base, seed 1']) {
      assert.ok(written.includes(expected), `${expected} in ${written.join('|')}`);
    }
    assert.ok(!written.includes('nothing yet'));
  });

  it('draw a curve of one point as a point', () => {
    const svg = lineChart({ ...chart, lines: [{ label: 'training', x: [1], y: [0.5] }] });
    assert.equal(elements(svg, 'circle').length, 1);
  });

  it('draw bars as long as their counts, with counts and shares', () => {
    const svg = classBars({
      title: 'Faces',
      classNames: ['happy', 'sad'],
      panels: [{ title: 'Training', classes: [300, 100] }],
    });
    const [, long, short] = elements(svg, 'rect').map(({ width }) => Number(width));
    assert.ok(Math.abs(long! / short! - 3) < 1e-3);
    assert.ok(texts(svg).includes('300 (75.0 %)'));
    assert.match(svg, /<desc>Training, 400 faces: happy 300, sad 100<\/desc>/);
  });

  it('draw a confusion matrix in per cent of the true class or in counts', () => {
    const matrix = {
      title: 'Confusion',
      classNames: ['happy', 'sad'],
      confusion: [
        [9, 1],
        [0, 0],
      ],
    };
    const shares = texts(confusionMatrix({ ...matrix, normalised: true }));
    assert.deepEqual(
      shares.filter((each) => /^[\d.–]+$/.test(each)),
      ['90', '10', '–', '–'],
    );
    const counts = texts(confusionMatrix({ ...matrix, normalised: false }));
    assert.deepEqual(
      counts.filter((each) => /^\d+$/.test(each)),
      ['9', '1', '0', '0'],
    );
  });

  it('hold the faces themselves, each with its lines', () => {
    const svg = faceGrid({
      title: 'Faces',
      columns: 2,
      faces: ['QUJD', 'REVG', 'R0hJ'].map((image) => ({ image, lines: ['happy', 'FER sad'] })),
    });
    const images = elements(svg, 'image');
    assert.deepEqual(
      images.map(({ href }) => href),
      ['QUJD', 'REVG', 'R0hJ'].map((data) => `data:image/png;base64,${data}`),
    );
    assert.equal(images[0]!['x'], images[2]!['x']);
    assert.ok(Number(images[2]!['y']) > Number(images[0]!['y']));
    assert.ok(!/href="(?!data:)/.test(svg), 'nothing is fetched from elsewhere');
  });
});

describe('learning curves', () => {
  const epoch = (index: number, more: object = {}) => ({
    ...{
      epoch: index,
      time: '2026-01-01T00:00:00Z',
      loss: 1,
      accuracy: 0.5,
      validationLoss: 1.5,
      validationAccuracy: 0.4,
    },
    ...{ learningRate: 0.1, seconds: 1, imagesPerSecond: 1, residentBytes: 1, tensors: 1, tensorBytes: 1, best: true },
    ...more,
  });
  const curvesOf = (epochs: ReturnType<typeof epoch>[]) =>
    learningCurves({ epochs, batches: [], earlier: [], header: { epochs: 3, stepsPerEpoch: 4 } }, 'accuracy', {
      batches: false,
      earlier: false,
    }).curves;

  it('have the last step beside the average from the epoch on that has one', () => {
    const averaged = [
      epoch(1),
      epoch(2, { lastStepValidationAccuracy: 0.3 }),
      epoch(3, { lastStepValidationAccuracy: 0.2 }),
    ];
    assert.deepEqual(
      curvesOf(averaged).map(({ label, x, y }) => ({ label, x, y })),
      [
        { label: 'training', x: [1, 2, 3], y: [0.5, 0.5, 0.5] },
        { label: 'validation, last step', x: [2, 3], y: [0.3, 0.2] },
        { label: 'validation, average', x: [1, 2, 3], y: [0.4, 0.4, 0.4] },
      ],
    );
  });

  it('have one validation where nothing is averaged', () => {
    assert.deepEqual(
      curvesOf([epoch(1)]).map(({ label }) => label),
      ['training', 'validation'],
    );
  });
});
