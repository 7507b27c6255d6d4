import assert from 'node:assert/strict';
import type { ResolvedEqualization } from '../../../experiment/types';
import { faceSettings, featureKey } from '../../../runner/features/featureKey';
import { modelNotes } from '../../../runner/run/modelFiles';
import { truthOf } from '../../../runner/run/splitParts';
import { prepareFaces } from '../../../runner/techniques';
import { pictureHash } from '../../../storage/run/predictions';
import reference from '../../fixtures/opencv/equalization.json';

const { side } = reference;
const size = side * side;
const pictures = new Map(Object.entries(reference.pictures).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]));
const prepare = (equalization: ResolvedEqualization | undefined, pixels: Uint8Array) =>
  prepareFaces({ techniques: { ...(equalization && { equalization }) } }, { width: side, height: side, pixels });

describe('equalization', () => {
  for (const { picture, settings, result } of reference.cases) {
    it(`is OpenCV’s: ${JSON.stringify(settings)}, ${picture}`, () => {
      const { pixels } = prepare(settings as ResolvedEqualization, Uint8Array.from(pictures.get(picture)!));
      assert.deepEqual(Buffer.from(pixels).toString('hex'), result);
    });
  }

  it('takes every face alone and leaves those of the source as they were', () => {
    const source = Uint8Array.from(Buffer.concat([...pictures.values()]));
    const before = source.slice();
    const found = prepare({ method: 'clahe', clipLimit: 2, tiles: 4 }, source);
    const cases = reference.cases.filter(({ settings }) => settings.clipLimit === 2 && settings.tiles === 4);
    assert.deepEqual(
      [...pictures.keys()].map((_, i) => Buffer.from(found.pixels.subarray(i * size, (i + 1) * size)).toString('hex')),
      cases.map(({ result }) => result),
    );
    assert.deepEqual(source, before);
    assert.equal(found.sourcePixels, source);
    assert.equal(prepare(undefined, source).pixels, source, 'without it, nothing is copied');
  });

  it('leaves the identity of a face that of the source, so that runs with and without it are compared', () => {
    const source = Uint8Array.from(Buffer.concat([...pictures.values()]));
    const dataset = { ...prepare({ method: 'histogram' }, source), labels: Uint8Array.of(0, 1, 2, 3, 4) };
    assert.deepEqual(
      truthOf(dataset, Uint32Array.of(2)).pictures,
      Uint8Array.from(pictureHash(source.subarray(2 * size, 3 * size))),
    );
  });

  it('is part of the key of stored features, with all of its settings; without it, keys stay what they were', () => {
    const common = { engine: 'wasm', fingerprint: 'f', model: 'm', examples: Uint32Array.of(1, 2) } as const;
    const keyOf = (equalization?: ResolvedEqualization) =>
      featureKey({ ...common, faces: faceSettings({ ...(equalization && { equalization }) }) });
    const keys = [
      keyOf(),
      keyOf({ method: 'histogram' }),
      keyOf({ method: 'clahe', clipLimit: 2, tiles: 4 }),
      keyOf({ method: 'clahe', clipLimit: 3, tiles: 4 }),
      keyOf({ method: 'clahe', clipLimit: 2, tiles: 2 }),
    ];
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys[0], featureKey(common));
  });

  it('is told to those who load the network elsewhere', () => {
    const data = { classNames: ['a', 'b'], width: side, height: side };
    const notes = (equalization?: ResolvedEqualization) =>
      modelNotes(data, { techniques: { ...(equalization && { equalization }) } });
    assert.deepEqual(notes(), { classNames: ['a', 'b'], inputs: 'Grey faces, 48×48×1, values from 0 to 1.' });
    assert.deepEqual(notes({ method: 'histogram' }), {
      classNames: ['a', 'b'],
      inputs: 'Grey faces, 48×48×1, values from 0 to 1, equalised as by OpenCV’s equalizeHist.',
      equalization: { method: 'histogram' },
    });
    const clahe = { method: 'clahe', clipLimit: 2, tiles: 4 } as const;
    assert.deepEqual(notes(clahe), {
      classNames: ['a', 'b'],
      inputs: 'Grey faces, 48×48×1, values from 0 to 1, equalised as by OpenCV’s CLAHE with clipLimit 2 and 4×4 tiles.',
      equalization: clahe,
    });
  });
});
