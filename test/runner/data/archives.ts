/** Archives of small files, made for tests. */
import { crc32, deflateRawSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

export type Files = Readonly<Record<string, Uint8Array | string>>;

export async function tarOf(files: Files, headers: Partial<Header> = {}): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ ...headers, name }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
}

interface ZipChanges {
  /** What the archive says that each file unpacks to. */
  readonly claimed?: number;
  /** Bits of the general purpose flag: 1 is encryption. */
  readonly flags?: number;
}

/** A zip archive with deflated files. */
export function zipOf(files: Files, { claimed, flags = 0x800 }: ZipChanges = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimed ?? bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}
