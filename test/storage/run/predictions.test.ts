import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {
  mostProbable,
  pictureHash,
  type Predictions,
  predictionsFile,
  readPredictions,
  roundedPredictions,
  writePredictions,
} from '../../../storage/run/predictions';
import { UserError } from '../../../schemas/userError';

const example: Predictions = {
  split: 'test',
  classNames: ['böse', 'froh'],
  samples: 10,
  probabilities: Float32Array.of(0.25, 0.75, 1, 0),
  ids: Uint32Array.of(7, 4_000_000_000),
  labels: Uint8Array.of(1, 0),
};

describe('predictions', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ferexp-predictions-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('have the documented layout', async () => {
    await writePredictions(folder, example);
    const bytes = readFileSync(predictionsFile(folder, 'test'));
    assert.equal(bytes.toString('latin1', 0, 8), 'FERPRED1');
    const end = 12 + bytes.readUInt32LE(8);
    assert.equal(end % 4, 0);
    assert.deepEqual(JSON.parse(bytes.toString('utf8', 12, end)), {
      version: 2,
      split: 'test',
      classNames: ['böse', 'froh'],
      examples: 2,
      testTimeAugmentationSamples: 10,
    });
    assert.equal(bytes.readFloatLE(end + 4), 0.75);
    assert.equal(bytes.readUInt32LE(end + 20), 4_000_000_000);
    assert.deepEqual([...bytes.subarray(end + 24, -32)], [1, 0]);
    assert.deepEqual(bytes.subarray(-32), createHash('sha256').update(bytes.subarray(0, -32)).digest());
  });

  it('have the hashes of their pictures where these are known', async () => {
    const pictures = new Uint8Array(
      [pictureHash(Uint8Array.of(1, 2)), pictureHash(Uint8Array.of(2, 1))].flatMap((hash) => [...hash]),
    );
    await writePredictions(folder, { ...example, pictures });
    const bytes = readFileSync(predictionsFile(folder, 'test'));
    assert.match(bytes.toString('utf8', 12), /^\{"version":3,/);
    // The first 8 bytes of the SHA-256 of 0x0102.
    assert.equal(bytes.subarray(-48, -40).toString('hex'), 'a12871fee210fb86');
    assert.deepEqual(await readPredictions(folder, 'test'), { ...example, pictures });
  });

  it('have the numbers of persons where these are known, with or without pictures, whole or rounded', async () => {
    const persons = Uint32Array.of(3, 4_000_000_000);
    const pictures = Uint8Array.from({ length: 16 }, (_, index) => index);
    for (const more of [{}, { pictures }]) {
      const known = { ...example, ...more, persons };
      await writePredictions(folder, known);
      const bytes = readFileSync(predictionsFile(folder, 'test'));
      assert.match(bytes.toString('utf8', 12), /^\{"version":5,/);
      assert.equal(bytes.readUInt32LE(bytes.length - 36), 4_000_000_000);
      assert.deepEqual(await readPredictions(folder, 'test'), known);
      await writePredictions(folder, roundedPredictions(known));
      assert.deepEqual(await readPredictions(folder, 'test'), { ...known, rounded: true });
      truncateSync(predictionsFile(folder, 'test'), bytes.length - 40);
      await assert.rejects(readPredictions(folder, 'test'), UserError);
    }
  });

  it('come back as they were', async () => {
    const names = fc.array(fc.string({ maxLength: 9 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(names, fc.nat(40), fc.infiniteStream(fc.nat(255)), async (classNames, count, stream) => {
        const bytes = (length: number) => Uint8Array.from({ length }, () => stream.next().value);
        const given: Predictions = {
          split: 'train',
          classNames,
          samples: 1,
          probabilities: Float32Array.from(bytes(count * classNames.length), (byte) => byte / 255),
          ids: Uint32Array.from(bytes(count)),
          labels: bytes(count).map((byte) => byte % classNames.length),
        };
        await writePredictions(folder, given);
        assert.deepEqual(await readPredictions(folder, 'train'), given);
      }),
      { numRuns: 30 },
    );
  });

  it('are as rounded as a file of version 4 says, with every face in its class', async () => {
    const answers = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    // Ties after rounding are what could change a class.
    const near = fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(8), fc.nat(8)).map(([a, b, c]) => {
      const start = Math.fround(a);
      return [start, Math.fround(start + b * 1e-6), Math.fround(start + c * 1e-6)];
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(answers, near), { maxLength: 20 }), async (rows) => {
        const given: Predictions = {
          ...{ split: 'test', classNames: ['a', 'b', 'c'], samples: 1 },
          probabilities: Float32Array.from(rows.flat()),
          ids: Uint32Array.from(rows.keys()),
          labels: Uint8Array.from(rows, () => 2),
        };
        const rounded = roundedPredictions(given);
        await writePredictions(folder, rounded);
        assert.deepEqual(await readPredictions(folder, 'test'), rounded);
        for (const face of rows.keys()) {
          assert.equal(
            mostProbable(rounded.probabilities, 3 * face, 3),
            mostProbable(given.probabilities, 3 * face, 3),
          );
        }
        for (const [at, probability] of rounded.probabilities.entries()) {
          const before = given.probabilities[at]!;
          // Half of the last of eleven binary digits, or all of it where the class needed it twice.
          assert.ok(Math.abs(probability - before) <= before * 2 ** -9 + 2 ** -23, `${before} became ${probability}`);
        }
      }),
      { numRuns: 200 },
    );
    const pictures = new Uint8Array(16).fill(5);
    const whole = { ...example, pictures };
    await writePredictions(folder, whole);
    const before = readFileSync(predictionsFile(folder, 'test')).length;
    await writePredictions(folder, roundedPredictions(whole));
    const bytes = readFileSync(predictionsFile(folder, 'test'));
    assert.match(bytes.toString('utf8', 12), /^\{"version":4,.*"hashes":true\}/);
    // Two bytes less for each of four probabilities; the header is a little longer.
    assert.ok(bytes.length < before + 24);
    assert.deepEqual((await readPredictions(folder, 'test')).pictures, pictures);
  });

  const refused = async (message: RegExp) =>
    assert.rejects(
      readPredictions(folder, 'test'),
      (error) => error instanceof UserError && message.test(error.message),
    );

  it('say which file is missing', async () => {
    await refused(/^Cannot read .*test\.bin: there is no such file or folder\.$/);
  });

  it('say which file is damaged, wherever it was cut', async () => {
    await writePredictions(folder, example);
    const file = predictionsFile(folder, 'test');
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length++) {
      truncateSync(file, length);
      await refused(/test\.bin is damaged or was written by another version/);
      writeFileSync(file, whole);
    }
  });

  it('say which file is damaged, whichever byte is another', async () => {
    await writePredictions(folder, example);
    const file = predictionsFile(folder, 'test');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(
        file,
        whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
      await refused(/test\.bin is damaged or was written by another version/);
    }
  });

  it('of version 1, which has no checksum, are read, and refused where they cannot be', async () => {
    await writePredictions(folder, example);
    const file = predictionsFile(folder, 'test');
    const earlier = Buffer.from(readFileSync(file).subarray(0, -32));
    earlier.write('"version":1', earlier.indexOf('"version":2'));
    writeFileSync(file, earlier);
    assert.deepEqual(await readPredictions(folder, 'test'), example);
    for (const impossible of [7.5, -0.25, NaN]) {
      const bytes = Buffer.from(earlier);
      bytes.writeFloatLE(impossible, 12 + bytes.readUInt32LE(8));
      writeFileSync(file, bytes);
      await refused(/is damaged or was written by another version/);
    }
    writeFileSync(
      file,
      earlier.map((byte, i) => (i === earlier.length - 1 ? 9 : byte)),
    );
    await refused(/is damaged or was written by another version/);
  });

  it('of another program are refused', async () => {
    mkdirSync(path.join(folder, 'predictions'));
    writeFileSync(predictionsFile(folder, 'test'), 'NOTPREDS and some more bytes');
    await refused(/is damaged or was written by another version/);
  });
});
