/** @param texts by absolute path; @returns what each imports of the others */
export function importsOf(texts: ReadonlyMap<string, string>): Map<string, string[]>;
/** Of what a file imports, that from which a way leads back to it. */
export function cyclesThrough(file: string, imports: ReadonlyMap<string, readonly string[]>): string[];
