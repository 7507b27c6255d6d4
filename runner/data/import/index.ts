/** Imports the faces of a file or a folder, whatever their container. */
import { basename, join } from 'node:path';

import type { ResolvedData } from '../../../experiment/types';
import { UserError } from '../../../schemas/userError';
import { type FileKind, pictureKinds } from '../../files/fileKind';
import { printable } from '../../../words/printable';
import { openUnpacked } from './bytes';
import { FerCsvParser } from './csvParser';
import type { Entries } from './entries';
import { FaceCollector, mostNotes, type PackedFaces } from './faceCollector';
import { folderEntries, type ListedFile, outsideNotes } from './folderEntries';
import { FacesImporter, type Imported } from './importer';
import { importLayout } from './layout/importLayout';
import type { ClassMap } from './place';
import { tarEntries } from './tarEntries';
import { zipEntries } from './zipEntries';
import type { Progress } from '../../progress';

export interface ImportOptions {
  readonly classes: ClassMap;
  /** How the files of a folder say what they show. */
  readonly layout?: ResolvedData['layout'];
  readonly holdOut?: ResolvedData['holdOut'];
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** @throws UserError when there are no faces, or some cannot be read */
export async function importFolder(
  folder: string,
  files: readonly ListedFile[],
  options: ImportOptions,
): Promise<PackedFaces> {
  const packed = await packFolder(folder, files, options);
  const notes = [...outsideNotes(files), ...packed.faces.notes].slice(0, mostNotes);
  return { ...packed, faces: { ...packed.faces, notes } };
}

async function packFolder(folder: string, files: readonly ListedFile[], options: ImportOptions): Promise<PackedFaces> {
  const { layout } = options;
  if (layout !== undefined) return importLayout(folder, files, { ...options, layout }, options);
  const detail = `Importing ${printable(basename(folder))}`;
  const onFile = (done: number): void => options.onProgress({ detail, done, total: files.length });
  const imported = await takeAll(folder, folderEntries(folder, files, onFile, options.signal), options);
  if ('packed' in imported) return imported.packed;
  return importFile(join(folder, imported.inside), options);
}

/**
 * Imports the faces of a CSV or an archive, recognised by their content.
 *
 * @param path absolute
 * @throws UserError when it is something else, damaged or too large
 */
export async function importFile(path: string, options: ImportOptions): Promise<PackedFaces> {
  const { onProgress, signal, classes } = options;
  if (options.layout !== undefined) throw noFolder(path);
  const detail = `Importing ${printable(basename(path))}`;
  const { kind, chunks, close, bound, size } = await openUnpacked(path, 'the data', {
    onRead: (done, total) => onProgress({ detail, done, total }),
    signal,
  });
  if (kind === undefined) return readTable(path, chunks, classes);
  switch (kind.id) {
    case 'zip':
      await close();
      return ofArchive(
        path,
        await takeAll(
          path,
          zipEntries(path, { onRead: (done) => onProgress({ detail, done, total: size }), signal }),
          options,
        ),
      );
    case 'tar':
      return ofArchive(path, await takeAll(path, tarEntries(path, chunks, bound), options));
    case 'empty':
      throw new UserError(`${path}: The file is empty: expected the columns emotion, pixels, Usage.`, kind.wayOut);
    default:
      await close();
      throw notFaces(path, kind);
  }
}

async function takeAll(source: string, entries: Entries, { classes }: ImportOptions): Promise<Imported> {
  const importer = new FacesImporter(source, classes);
  for await (const entry of entries) await importer.take(entry);
  return importer.finish();
}

/** Archives in archives are not unpacked: their size could not be bounded. */
function ofArchive(path: string, imported: Imported): PackedFaces {
  if ('packed' in imported) return imported.packed;
  throw new UserError(
    `${path} holds no faces, but another archive: ${printable(imported.inside)}.`,
    'Unpack the outer one, and give the one that lies in it.',
  );
}

async function readTable(path: string, chunks: AsyncIterable<Uint8Array>, classes: ClassMap): Promise<PackedFaces> {
  const faces = new FaceCollector();
  const parser = new FerCsvParser(path, faces);
  for await (const chunk of chunks) parser.write(chunk);
  parser.end();
  const notes =
    classes.size === 0 ? [] : ['data.classes does nothing: it names class folders, and the faces come from a table.'];
  return faces.pack('rows', notes);
}

function noFolder(path: string): UserError {
  return new UserError(
    `${path} is a file: data.layout says what the files of a folder show.`,
    'Give the folder as data.source (unpack it first, if it is an archive), or remove data.layout.',
  );
}

function notFaces(path: string, { id, name, wayOut }: FileKind): UserError {
  return new UserError(
    `${path} is ${name}: expected FER2013’s CSV (emotion, pixels, Usage), or an archive (zip, tar) or folder of pictures.`,
    pictureKinds.includes(id)
      ? 'Give the folder that holds the pictures, as train/<class>/… and test/<class>/….'
      : wayOut,
  );
}
