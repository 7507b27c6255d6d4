import fc from 'fast-check';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { type FileKindId, fileKindOf, kindHeadBytes } from '../../../runner/files/fileKind';
import { printable } from '../../../words/printable';

const latin = (text: string) => Buffer.from(text, 'latin1');

/** The header of the first file of a zip archive, and the file as it is. */
function zipHead(name: string, content = ''): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, latin(name + content)]);
}

/** The first bytes of each kind, as its own programs write them. */
const samples: Readonly<Record<Exclude<FileKindId, 'empty' | 'tar'>, readonly Buffer[]>> = {
  gzip: [gzipSync('x')],
  xz: [latin('\xfd7zXZ\0\0\x04')],
  bzip2: [latin('BZh91AY&SY\x01')],
  zstd: [latin('\x28\xb5\x2f\xfd\x24')],
  lz4: [latin('\x04\x22\x4d\x18\x64')],
  zip: [latin('PK\x03\x04\x14'), latin('PK\x05\x06\0\0'), zipHead('train/xl/1.png'), zipHead('mimetype', 'text')],
  sevenZip: [latin('7z\xbc\xaf\x27\x1c\0\x04')],
  rar: [latin('Rar!\x1a\x07\x01\0'), latin('Rar!\x1a\x07\0')],
  parquet: [latin('PAR1\x15')],
  arrow: [latin('ARROW1\0\0')],
  numpy: [latin('\x93NUMPY\x01\0')],
  hdf5: [latin('\x89HDF\r\n\x1a\n')],
  matlab: [latin('MATLAB 5.0 MAT-file')],
  pickle: [latin('\x80\x04\x95'), latin('\x80\x02}')],
  sqlite: [latin('SQLite format 3\0')],
  office: [
    latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
    ...['[Content_Types].xml', '_rels/.rels', 'docProps/app.xml', 'xl/workbook.xml', 'word/document.xml'].map((name) =>
      zipHead(name),
    ),
    zipHead('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'),
  ],
  pdf: [latin('%PDF-1.7')],
  html: [latin('<!DOCTYPE html><html>'), latin('\n  <html lang="en">'), latin('\xef\xbb\xbf<!doctype HTML>')],
  json: [latin('{"a": 1}'), latin('[1]'), latin('\xef\xbb\xbf{"a":1}')],
  lfsPointer: [latin('version https://git-lfs.github.com/spec/v1\noid sha256:')],
  utf16: [
    latin('\xff\xfee\0'),
    latin('\xfe\xff\0e'),
    Buffer.from('emotion,pixels,Usage\n', 'utf16le'),
    Buffer.from('emotion,pixels,Usage\n', 'utf16le').swap16(),
  ],
  jpeg: [latin('\xff\xd8\xff\xe0')],
  png: [latin('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  bmp: [latin(`BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0`)],
  gif: [latin('GIF89a'), latin('GIF87a')],
  webp: [latin('RIFF\0\0\0\0WEBPVP8 ')],
  tiff: [latin('II*\0\x08'), latin('MM\0*\0')],
  binary: [latin('\x7fELF\x02\x01\x01\0'), Buffer.alloc(64), latin('\x01\x02\x03ab\x04')],
};

describe('the kind of a file', () => {
  for (const [id, heads] of Object.entries(samples)) {
    it(`${id} is told by its first bytes, with a name and a way out`, () => {
      for (const head of heads) {
        const kind = fileKindOf(head);
        assert.equal(kind?.id, id);
        assert.match(kind.name, /^(a|an|JSON|UTF-16)/);
        assert.match(kind.wayOut, /\.$/);
      }
    });
  }

  it('tar is told by its checksum, also from before it had a mark', async () => {
    const archive = pack();
    archive.entry({ name: 'fer2013/fer2013.csv' }, 'x');
    archive.finalize();
    const head = (await buffer(archive)).subarray(0, kindHeadBytes);
    assert.equal(fileKindOf(head)?.id, 'tar');
    const old = Buffer.from(head);
    old.fill(0, 257, 512);
    const sum = old.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
    old.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    assert.equal(fileKindOf(old)?.id, 'tar');
    old[0]! ^= 1;
    assert.notEqual(fileKindOf(old)?.id, 'tar');
  });

  it('of an empty file is empty, and of a CSV is none', () => {
    assert.equal(fileKindOf(Buffer.alloc(0))?.id, 'empty');
    for (const text of [
      'emotion,pixels,Usage\n',
      '\ufeffemotion;pixels;Usage\n',
      'BM,pixels,emotion',
      'PK,x',
      '"emotion"',
      'name,größe,\u001b[1mbold\u001b[0m\r\n\fend\x1a',
      Buffer.from('Größe;Stück', 'latin1').toString('latin1'),
    ]) {
      assert.equal(fileKindOf(Buffer.from(text)), undefined, text);
    }
  });

  it('never fails, and depends on the first bytes alone', () => {
    const heads = Object.values(samples).flat();
    const head = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 })).map(([a, b]) => Buffer.concat([a, b])),
      fc.string({ maxLength: 600 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 50 }), (bytes, more) => {
        const start = bytes.subarray(0, kindHeadBytes);
        const kind = fileKindOf(start);
        if (start.length === kindHeadBytes) {
          const whole = Buffer.concat([start, more]).subarray(0, kindHeadBytes);
          assert.equal(fileKindOf(whole)?.id, kind?.id);
        }
        assert.equal(kind?.id === 'empty', bytes.length === 0);
      }),
    );
  });
});

describe('a printable name', () => {
  it('holds no byte that a terminal acts on, whatever comes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, (given) => {
        const shown = printable(given);
        assert.doesNotMatch(shown, /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        assert.ok(shown.length <= 6 * 201);
      }),
    );
    assert.equal(printable('a\u001b]0;x\u0007b'), 'a\\u001b]0;x\\u0007b');
    assert.equal(printable('größe/😀.jpg'), 'größe/😀.jpg');
  });
});
