import fc from 'fast-check';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readTorchFile } from '../../../runner/weights/torchFile';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../../cli/support';
import { code, magic, type SomeTensor, stateDict, tensor, torchFile } from './pickles';

describe('weights that PyTorch saved', () => {
  const folder = temporaryFolder();
  function read(bytes: Buffer) {
    const file = path.join(folder.path, 'some.pth');
    writeFileSync(file, bytes);
    return readTorchFile(file);
  }
  const refused = (bytes: Buffer, why: RegExp) =>
    assert.rejects(read(bytes), (error: UserError) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /^The weights .*some\.pth cannot be read: the file /);
      assert.match(error.message, why);
      assert.match(error.remedy!, /torch\.save/);
      assert.equal(error.exitCode, 2);
      assert.doesNotMatch(error.message, /\p{Cc}/u);
      return true;
    });
  const one: SomeTensor = { values: [1, 2, 3, 4, 5, 6], shape: [2, 3], strides: [3, 1] };

  it('are read row by row, also where the file has columns one after another', async () => {
    const weights = await read(
      stateDict({
        rows: one,
        columns: { ...one, strides: [1, 2] },
        later: { ...one, shape: [2], strides: [2], offset: 1 },
        single: { values: [7], shape: [], strides: [] },
        none: { values: [], shape: [0, 3], strides: [3, 1] },
      }),
    );
    assert.deepEqual(Object.fromEntries(weights), {
      rows: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      columns: { shape: [2, 3], values: Float32Array.of(1, 3, 5, 2, 4, 6) },
      later: { shape: [2], values: Float32Array.of(2, 4) },
      single: { shape: [], values: Float32Array.of(7) },
      none: { shape: [0, 3], values: Float32Array.of() },
    });
  });

  it('are read without counts, which are whole numbers', async () => {
    const batches = { values: [5], shape: [], strides: [], type: 'LongStorage' };
    assert.deepEqual([...(await read(stateDict({ batches, one }))).keys()], ['one']);
  });

  it('have the values of their strides, whatever these are', async () => {
    const sides = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    const cases = sides.chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([shape, order]) => {
        const strides = shape.map(() => 0);
        let length = 1;
        for (const axis of order) {
          strides[axis] = length;
          length *= shape[axis]!;
        }
        const values = Array.from({ length }, (_, i) => i);
        const found = (await read(stateDict({ some: { values, shape, strides } }))).get('some')!;
        // The place of an index is written with the sides as digits.
        const expected = values.map((row) => {
          let [rest, from] = [row, 0];
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            from += (rest % shape[axis]!) * strides[axis]!;
            rest = Math.floor(rest / shape[axis]!);
          }
          return from;
        });
        assert.deepEqual([...found.values], expected);
      }),
      { numRuns: 50 },
    );
  });

  const calls = (module: string, name: string) => [
    code.global(module, name),
    code.tuple(code.text('touch /tmp/ferexp-was-here')),
    code.reduce,
  ];
  for (const [module, name] of [
    ['os', 'system'],
    ['builtins', 'eval'],
    ['torch._utils', '_rebuild_parameter'],
    ['torch', 'FloatStorage'],
    ['a\x1b[31m', 'b'],
  ] as const) {
    it(`are none where they call ${JSON.stringify(`${module}.${name}`)}`, () =>
      refused(torchFile(calls(module, name), [], []), /names .*, which no tensor needs/));
  }

  it('are none where they ask for other instructions', async () => {
    // INST, OBJ, NEWOBJ, STACK_GLOBAL, EXT1, FRAME, BUILD of nothing.
    for (const instruction of ['i', 'o', '\x81', '\x93', '\x82', '\x95']) {
      await refused(
        torchFile([Buffer.from(instruction, 'latin1')], [], []),
        /has the instruction \d+, which no tensor needs/,
      );
    }
    await refused(torchFile([code.build], [], []), /takes more than it has given/);
  });

  it('are none where they take, fill or recall what is not there', async () => {
    for (const [state, why] of [
      [[code.reduce], /takes more/],
      [[code.appends], /takes more/],
      [[code.emptyDict, code.mark, code.reduce], /takes more/],
      [[code.int(1), code.mark, code.setItems], /fills what is no dictionary/],
      [[code.emptyDict, code.mark, code.int(1), code.setItems], /fills what is no dictionary/],
      [[code.int(1), code.mark, code.appends], /appends to what is no list/],
      [[code.get(3)], /recalls what it never remembered/],
      [[code.put(3)], /remembers what is not there/],
      [[code.int(1), code.int(2), code.reduce], /calls what is no function/],
      [[code.int(1), code.persistentId], /refers to what is no storage/],
      [
        [code.global('torch._utils', '_rebuild_tensor_v2'), code.tuple(), code.reduce],
        /without storage, shape or strides/,
      ],
      [[code.global(`x${'y'.repeat(300)}`, 'z')], /a name without an end/],
      [[code.int(5)], /no dictionary of tensors/],
    ] as const) {
      await refused(torchFile(state, [], []), why);
    }
  });

  const single = (given: SomeTensor) => stateDict({ some: given });

  it('are none with strides, offsets or shapes beyond the values', async () => {
    const beyond = /tensor some, which reaches beyond its storage/;
    await refused(single({ ...one, strides: [4, 1] }), beyond);
    await refused(single({ ...one, offset: 1 }), beyond);
    await refused(single({ ...one, shape: [2, 3, 4], strides: [0, 0, 1] }), beyond);
    // Every value once and again: more than the file has.
    await refused(single({ ...one, shape: [2 ** 30, 2 ** 30], strides: [0, 0] }), beyond);
    await refused(single({ ...one, shape: [2 ** 31 - 1], strides: [0] }), beyond);
    await refused(single({ ...one, strides: [3] }), /strides of another shape/);
    await refused(single({ ...one, strides: [-3, 1] }), /without storage, shape or strides/);
    const deep = Array.from({ length: 9 }, () => 1);
    await refused(single({ ...one, shape: deep, strides: deep }), /strides of another shape/);
  });

  it('are none that show the same values over and over', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const shared = { values, shape: [1000], strides: [1] };
    const items = Array.from({ length: 50 }, (_, i) => [code.text(`t${i}`), tensor('one', shared)]).flat();
    const storage = Buffer.alloc(8 + 4000);
    storage.writeBigInt64LE(1000n);
    await refused(
      torchFile([code.emptyDict, code.mark, ...items, code.setItems], ['one'], [storage]),
      /beyond its storage/,
    );
  });

  it('are none whose storages are of another size or type', async () => {
    await refused(single({ ...one, size: 7 }), /a storage of another size/);
    await refused(single({ ...one, size: 2 ** 31 - 1 }), /a storage of another size/);
    await refused(single({ ...one, type: 'HalfStorage' }), /a type that weights do not have/);
    await refused(torchFile([code.emptyDict], ['unknown'], []), /a type that weights do not have/);
    const huge = tensor('one', { ...one, size: 2 ** 31 - 1 });
    const promised = Buffer.alloc(8);
    promised.writeBigInt64LE(BigInt(2 ** 31 - 1));
    await refused(
      torchFile([code.emptyDict, code.text('a'), huge, code.setItem], ['one'], [promised]),
      /ends too early/,
    );
  });

  it('are none where they build without end', async () => {
    await refused(torchFile([Buffer.alloc(200_001, code.emptyDict)], [], []), /builds more than any network has/);
    // As deep as there are instructions: read without a call in a call.
    const deep = [code.emptyDict, Buffer.alloc(190_000, code.tuple1)];
    await refused(torchFile(deep, [], []), /no dictionary of tensors/);
  });

  it('are none wherever they are cut off', async () => {
    const whole = stateDict({ one, other: one });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), (length) =>
        refused(whole.subarray(0, length), /the file (ends too early|has a name without an end|does not begin as)/),
      ),
      { numRuns: 100 },
    );
  });

  it('never are anything but weights or an error for the user, whatever byte is another', async () => {
    const whole = stateDict({ one, other: one });
    const changes = fc.array(
      fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    let stillRead = 0;
    await fc.assert(
      fc.asyncProperty(changes, async (bytes) => {
        const changed = Buffer.from(whole);
        for (const [place, value] of bytes) changed[place] = value;
        await read(changed).then(
          () => stillRead++,
          (error: unknown) => assert.ok(error instanceof UserError, String(error)),
        );
      }),
      { numRuns: 200 },
    );
    assert.ok(stillRead > 0);
  });

  it('are none of a newer PyTorch, of another machine or of something else', async () => {
    await refused(Buffer.from('PK\x03\x04'), /is a zip archive, as PyTorch 1\.6 and later save them/);
    const head = (...parts: Buffer[]) => Buffer.concat([code.proto, ...parts, code.stop]);
    await refused(Buffer.from('epoch 34/40  loss 0.323'), /does not begin as those of PyTorch do/);
    await refused(Buffer.alloc(0), /does not begin/);
    await refused(head(code.int(5)), /does not begin as those of PyTorch do/);
    await refused(Buffer.concat([head(magic), head(code.int(1000))]), /does not begin/);
    const big = head(code.emptyDict, code.text('little_endian'), code.false, code.setItem);
    await refused(Buffer.concat([head(magic), head(code.int(1001)), big]), /another order of bytes/);
  });
});
