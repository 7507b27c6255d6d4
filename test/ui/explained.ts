/** Explanations of three faces as the extension gives them to their page. */
import { loadDataset } from '../../runner/data/load';
import { resolveRuns } from '../../experiment/resolve';
import { heatMap, scaleOf } from '../../runner/explain/heatMap';
import { encodeFace } from '../../runner/faces/png';
import type { AttributionMethod, Explanations } from '../../schemas/explanations';
import { temporaryFolder } from './fixtures';

const size = 48;

export const choice = {
  split: 'test',
  faces: { by: 'mistakes', count: 3 },
  methods: ['integratedGradients', 'gradCam'],
  target: 'predicted',
  baseline: 'black',
} as const;

/** Maps with all weight of one sign around one point: for, against, and in the lower right for Grad-CAM. */
export async function explained(): Promise<Explanations> {
  const folder = await temporaryFolder();
  const file = {
    version: 1 as const,
    name: 'flip',
    data: { source: 'synthetic' as const, synthetic: { training: 70, test: 14 } },
    model: { type: 'smallCnn' as const },
    training: { epochs: 1 },
  };
  const [resolved] = resolveRuns(file, { path: `${folder}/flip.ferexp.json` });
  const options = { baseDirectory: folder, cacheDirectory: folder, onProgress: () => undefined };
  const dataset = await loadDataset(resolved!.data, options);
  const around = (centreX: number, centreY: number, sign: number) =>
    Float32Array.from({ length: size * size }, (_, i) => {
      const [x, y] = [i % size, Math.floor(i / size)];
      return sign * 0.3 * Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / 40) * (1 + 0.5 * Math.sin(3 * i));
    });
  const maps: Readonly<Partial<Record<AttributionMethod, Float32Array[]>>> = {
    integratedGradients: [around(14, 18, 1), around(34, 18, -1), around(24, 38, 1)],
    gradCam: [around(34, 36, 1), around(36, 34, 1), new Float32Array(size * size)],
  };
  const scales = {
    integratedGradients: scaleOf(maps.integratedGradients!, true, 'Logits, 64 points on the path from a black picture'),
    gradCam: scaleOf(maps.gradCam!, false, 'Layer block4_conv'),
  };
  const classNames = dataset.classNames;
  return {
    run: '/project/.ferexp/runs/flip/1',
    experiment: 'flip',
    variant: 'base',
    split: 'test',
    engine: 'wasm',
    device: 'CPU, 1 thread',
    width: size,
    height: size,
    classNames,
    scales,
    faces: [...dataset.splits.test.subarray(0, 3)].map((example, row) => ({
      example,
      trueClass: classNames[dataset.labels[example]!]!,
      predictedClass: classNames[3]!,
      explainedClass: classNames[3]!,
      probabilities: classNames.map((_, index) => (index === 3 ? 0.94 : 0.01)),
      image: encodeFace(dataset, example),
      attributions: (['integratedGradients', 'gradCam'] as const).map((method) => {
        const values = maps[method]![row]!;
        return {
          method,
          values: Buffer.from(values.buffer).toString('base64'),
          picture: heatMap(values, size, size, scales[method]),
          ...(method === 'integratedGradients' && { completeness: { sum: 3.562, expected: 3.567 } }),
        };
      }),
    })),
  };
}
