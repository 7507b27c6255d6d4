/** NumPy's own files, and what hostile ones do. */
import assert from 'node:assert/strict';
import { parseNpy } from '../../../runner/files/npy';
import { UserError } from '../../../schemas/userError';
import { reference, stored } from '../../fixtures/import/project';

const expected = reference.probabilities.flat();
const parse = (name: string) => parseNpy(stored(name), name);
const near = (actual: readonly (number | string)[], wanted: readonly number[], tolerance: number): void => {
  assert.equal(actual.length, wanted.length);
  actual.forEach((value, i) => assert.ok(Math.abs(Number(value) - wanted[i]!) <= tolerance, `${i}: ${value}`));
};

/** A file of version 1 with this header. */
function withHeader(header: string, content: Buffer = Buffer.alloc(0), version = 1): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    length,
    Buffer.from(header),
    content,
  ]);
}
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`;

describe('a .npy file', () => {
  for (const name of ['float32.npy', 'fortran.npy', 'version2.npy', 'version3.npy']) {
    it(`gives the values of ${name} to the bit`, () => {
      const { shape, type, values } = parse(name);
      assert.deepEqual([shape, type], [[70, 7], 'float']);
      assert.deepEqual(values, expected);
    });
  }

  it('gives other precisions and orders of bytes', () => {
    near(parse('big-endian.npy').values, expected, 0);
    near(parse('float64.npy').values, expected, 1e-7);
    near(parse('float16.npy').values, reference.float16.flat(), 0);
  });

  it('gives float16’s extremes as IEEE 754 has them', () => {
    const bits = [0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x8000];
    const content = Buffer.alloc(2 * bits.length);
    bits.forEach((each, i) => content.writeUInt16LE(each, 2 * i));
    const { values } = parseNpy(withHeader(header('<f2', '8,'), content), 'x');
    assert.deepEqual(values, [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, Infinity, -Infinity, -0]);
  });

  it('gives whole numbers and texts', () => {
    const classes = parse('classes.npy');
    assert.deepEqual([classes.shape, classes.type], [[70], 'integer']);
    assert.deepEqual(classes.values, parse('classes-int8.npy').values);
    const names = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    assert.deepEqual(
      parse('names.npy').values,
      classes.values.map((c) => names[Number(c)]),
    );
  });

  const refused: readonly (readonly [what: string, bytes: () => Buffer, message: RegExp])[] = [
    [
      'another file',
      () => Buffer.from('angry,disgust,fear'),
      /^x is damaged or no NumPy array: its first bytes differ\./,
    ],
    [
      'a file that is cut off',
      () => stored('float32.npy').subarray(0, -1),
      /cut off: its header promises 2,088 bytes, and it has 2,087\./,
    ],
    ['more bytes than it says', () => Buffer.concat([stored('float32.npy'), Buffer.of(0)]), /longer than it says/],
    [
      'a version that is not known',
      () => withHeader(header('<f4', '1,'), Buffer.alloc(4), 9),
      /it says that it is of version 9/,
    ],
    [
      'a header of megabytes',
      () => Buffer.concat([Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\x7f', 'latin1'), Buffer.alloc(64)]),
      /its header has 2,147,483,647 bytes/,
    ],
    ['a header that is cut off', () => withHeader(header('<f4', '1,')).subarray(0, 40), /its header is cut off/],
    [
      'a shape of billions',
      () => withHeader(header('<f4', '99999999, 99999999')),
      /has 9,999,999,800,000,000 values: at most 20,000,000 are read/,
    ],
    ['a shape that is no number', () => withHeader(header('<f4', `${'9'.repeat(400)},`)), /its shape cannot be read/],
    [
      'Python objects',
      () => withHeader(header('|O', '1,'), Buffer.alloc(8)),
      /the type "\|O", which is Python objects/,
    ],
    ['complex numbers', () => stored('complex.npy'), /values of the type "<c8": expected float16/],
    ['three dimensions', () => stored('three.npy'), /has 3 dimensions \(70 × 7 × 1\)/],
    [
      'named fields',
      () => withHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"),
      /structured array/,
    ],
    ['code in place of a header', () => withHeader('__import__("os").system("true")'), /its header cannot be read/],
  ];
  for (const [what, bytes, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseNpy(bytes(), 'x'),
        (error) => error instanceof UserError && error.exitCode === 2 && message.test(error.message),
      );
    });
  }
});
