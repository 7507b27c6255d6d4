/** A file of a folder or an archive, as the importer sees it. */
export interface Entry {
  /** Relative, with `/` between names. */
  readonly path: string;
  /** Bytes of its content, as the container says. */
  readonly size: number;
  /** What it is instead of a regular file, such as `a link`; absent for a regular file. */
  readonly irregular?: string;
  /** Its content, which can only be read until the next entry is requested. */
  read(): AsyncIterable<Uint8Array>;
}

/** Files in the order of the container. Those that nobody reads are skipped. */
export type Entries = AsyncIterable<Entry>;
