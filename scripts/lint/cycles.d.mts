/** @param texts by absolute path; @returns the imports of each among the others */
export function importsOf(texts: ReadonlyMap<string, string>): Map<string, string[]>;
/** The imports of a file from which a path of imports leads back to it. */
export function cyclesThrough(file: string, imports: ReadonlyMap<string, readonly string[]>): string[];
