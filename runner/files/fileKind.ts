/**
 * Recognises the kind of a file from its first bytes, whatever its name says. Shared by faces, votes and models, so that
 * all of them can name what they were given.
 */

/** Number of first bytes that distinguish all kinds. */
export const kindHeadBytes = 512;

export type FileKindId =
  | 'empty'
  | 'gzip'
  | 'xz'
  | 'bzip2'
  | 'zstd'
  | 'lz4'
  | 'zip'
  | 'sevenZip'
  | 'rar'
  | 'tar'
  | 'parquet'
  | 'arrow'
  | 'numpy'
  | 'hdf5'
  | 'matlab'
  | 'pickle'
  | 'sqlite'
  | 'office'
  | 'pdf'
  | 'html'
  | 'json'
  | 'lfsPointer'
  | 'utf16'
  | 'jpeg'
  | 'png'
  | 'bmp'
  | 'gif'
  | 'webp'
  | 'tiff'
  | 'binary';

export interface FileKind {
  readonly id: FileKindId;
  /** For messages, with its article: `a Parquet table`. */
  readonly name: string;
  /** How to turn its content into something that can be read. */
  readonly wayOut: string;
}

type Test = (head: Uint8Array) => boolean;

/** Tests for these bytes at the offset; the text stands for its Latin-1 bytes. */
const begins =
  (magic: string, at = 0): Test =>
  (head) =>
    [...magic].every((character, index) => head[at + index] === character.charCodeAt(0));

const unpack = (command: string) => `Unpack it (${command}) and give what comes out.`;
const again = 'Download it again, and look at what came before you use it.';
const toCsv = 'Save its table as CSV (pandas: to_csv).';
const fromOffice = 'Open it and save its table as CSV (in Excel: Save As, “CSV UTF-8”).';
const toPicture = 'Convert it to PNG (magick FILE FILE.png), in its place.';
const onePicture = 'Give the file that was meant: this is a single picture.';

export const officeName = 'an Excel workbook or another Office document';

const kinds: readonly (FileKind & { readonly is: Test })[] = [
  { id: 'gzip', name: 'a gzip file', wayOut: unpack('gunzip'), is: begins('\x1f\x8b') },
  { id: 'xz', name: 'an xz file', wayOut: unpack('unxz'), is: begins('\xfd7zXZ\0') },
  { id: 'bzip2', name: 'a bzip2 file', wayOut: unpack('bunzip2, or tar xf'), is: isBzip2 },
  { id: 'zstd', name: 'a Zstandard file', wayOut: unpack('unzstd'), is: begins('\x28\xb5\x2f\xfd') },
  { id: 'lz4', name: 'an LZ4 file', wayOut: unpack('unlz4'), is: begins('\x04\x22\x4d\x18') },
  // Before zip, because newer Office files are zip archives.
  {
    id: 'office',
    name: officeName,
    wayOut: fromOffice,
    is: (head) => begins('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')(head) || (isZip(head) && isOfficePart(firstEntry(head))),
  },
  { id: 'zip', name: 'a zip archive', wayOut: unpack('unzip'), is: isZip },
  { id: 'sevenZip', name: 'a 7z archive', wayOut: unpack('7z x'), is: begins('7z\xbc\xaf\x27\x1c') },
  { id: 'rar', name: 'a RAR archive', wayOut: unpack('unrar x'), is: begins('Rar!\x1a\x07') },
  { id: 'tar', name: 'a tar archive', wayOut: unpack('tar xf'), is: isTar },
  { id: 'parquet', name: 'a Parquet table', wayOut: toCsv, is: begins('PAR1') },
  { id: 'arrow', name: 'an Arrow (Feather) table', wayOut: toCsv, is: begins('ARROW1') },
  { id: 'numpy', name: 'a NumPy array (.npy)', wayOut: toCsv, is: begins('\x93NUMPY') },
  { id: 'hdf5', name: 'an HDF5 file', wayOut: toCsv, is: begins('\x89HDF\r\n\x1a\n') },
  { id: 'matlab', name: 'a MATLAB file', wayOut: toCsv, is: begins('MATLAB 5.0') },
  { id: 'sqlite', name: 'an SQLite database', wayOut: toCsv, is: begins('SQLite format 3\0') },
  { id: 'pickle', name: 'a Python pickle', wayOut: toCsv, is: isPickle },
  { id: 'pdf', name: 'a PDF document', wayOut: again, is: begins('%PDF-') },
  {
    id: 'lfsPointer',
    name: 'a Git LFS pointer: the name of a file in place of its content',
    wayOut: 'Fetch the content: git lfs pull.',
    is: begins('version https://git-lfs.github.com/spec/'),
  },
  {
    id: 'utf16',
    name: 'UTF-16 text',
    wayOut: 'Save it again as UTF-8 (“CSV UTF-8” in spreadsheet programs).',
    is: (head) => begins('\xff\xfe')(head) || begins('\xfe\xff')(head) || isUnmarkedUtf16(head),
  },
  { id: 'jpeg', name: 'a JPEG picture', wayOut: onePicture, is: begins('\xff\xd8\xff') },
  { id: 'png', name: 'a PNG picture', wayOut: onePicture, is: begins('\x89PNG\r\n\x1a\n') },
  { id: 'bmp', name: 'a BMP picture', wayOut: onePicture, is: isBmp },
  { id: 'gif', name: 'a GIF picture', wayOut: toPicture, is: begins('GIF8') },
  {
    id: 'webp',
    name: 'a WebP picture',
    wayOut: toPicture,
    is: (head) => begins('RIFF')(head) && begins('WEBP', 8)(head),
  },
  {
    id: 'tiff',
    name: 'a TIFF picture',
    wayOut: onePicture,
    is: (head) => begins('II*\0')(head) || begins('MM\0*')(head),
  },
  {
    id: 'html',
    name: 'a web page, as a download leaves it that asked for a login',
    wayOut: again,
    is: (head) => /^<(!doctype html|html|head|\?xml[^>]*>\s*<!doctype html)/i.test(textOf(head)),
  },
  { id: 'json', name: 'JSON', wayOut: toCsv, is: (head) => /^[{[]/.test(textOf(head)) },
  // The last kind: everything else that is not text.
  {
    id: 'binary',
    name: 'a binary file of an unknown kind, not text',
    wayOut: 'Give another file; if it should be this one, it is damaged: download it again.',
    is: isBinary,
  },
];

const empty: FileKind = { id: 'empty', name: 'empty', wayOut: again };

/**
 * @param head the first `kindHeadBytes` bytes, or the whole file when it is shorter
 * @returns undefined for files without a signature, such as a CSV
 */
export function fileKindOf(head: Uint8Array): FileKind | undefined {
  return head.length === 0 ? empty : kinds.find(({ is }) => is(head));
}

/** Kinds of pictures, whether they are read or not. */
export const pictureKinds: readonly FileKindId[] = ['jpeg', 'png', 'bmp', 'gif', 'webp', 'tiff'];

function textOf(head: Uint8Array): string {
  return Buffer.from(head)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
}

function isBzip2(head: Uint8Array): boolean {
  return begins('BZh')(head) && head[3]! >= 0x31 && head[3]! <= 0x39 && begins('1AY&SY', 4)(head);
}

function isZip(head: Uint8Array): boolean {
  // The first file, the end of an empty archive, or the signature of an archive in several parts.
  return ['\x03\x04', '\x05\x06', '\x07\x08'].some((mark) => begins(`PK${mark}`)(head));
}

/** Name of the first file of a zip archive, and the beginning of its content if that is not packed. */
function firstEntry(head: Uint8Array): string {
  return Buffer.from(head.subarray(30, 140)).toString('latin1');
}

/** Excel, Word and PowerPoint; LibreOffice. */
export function isOfficePart(name: string): boolean {
  return /^(\[Content_Types\]\.xml|_rels\/\.rels|docProps\/|xl\/|word\/|ppt\/|mimetypeapplication\/vnd\.oasis\.)/.test(
    name,
  );
}

/** Checks the checksum of the first header, which tars of every age have. */
function isTar(head: Uint8Array): boolean {
  if (head.length < 512 || head[0] === 0) return false;
  const written = parseInt(Buffer.from(head.subarray(148, 156)).toString('latin1').replace(/\0.*$/s, '').trim(), 8);
  const sum = head.subarray(0, 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return written === sum;
}

/** Latin letters in UTF-16 have one zero byte each, always before or always after the letter. */
function isUnmarkedUtf16(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const pairs = head.length >> 1;
  const zeros = (offset: 0 | 1): number => {
    let count = 0;
    for (let pair = 0; pair < pairs; pair++) if (head[2 * pair + offset] === 0) count++;
    return count;
  };
  const [first, second] = [zeros(0), zeros(1)];
  return Math.min(first, second) === 0 && Math.max(first, second) > 0.9 * pairs;
}

/** Text has no zero bytes, and hardly any control characters except spaces, line ends and file ends. */
function isBinary(head: Uint8Array): boolean {
  const isControl = (byte: number): boolean => (byte < 0x20 && !textControls.includes(byte)) || byte === 0x7f;
  return head.includes(0) || head.filter(isControl).length > 0.05 * head.length;
}

/** Tab, ends of lines and pages, the end of a DOS file, and the escape of coloured output. */
const textControls: readonly number[] = [0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b];

/** Protocols 2 to 5; older ones are text. */
function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5 && head.length > 2;
}

/** Two letters are a weak signature: the size of the header that follows must also be one that BMP has. */
function isBmp(head: Uint8Array): boolean {
  return begins('BM')(head) && [12, 40, 52, 56, 64, 108, 124].includes(head[14]!) && head[15] === 0;
}
