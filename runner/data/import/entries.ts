/** A file of a folder or an archive, as importing sees it. */
export interface Entry {
  /** Relative, with `/` between names. */
  readonly path: string;
  /** Bytes of its content, as far as the container says. */
  readonly size: number;
  /** What it is instead of a regular file: `a link`; absent for one. */
  readonly irregular?: string;
  /** Its content. Only until the next entry is asked for. */
  read(): AsyncIterable<Uint8Array>;
}

/** Files in the order of the container. Those that nobody reads are skipped. */
export type Entries = AsyncIterable<Entry>;
