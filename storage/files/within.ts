import path from 'node:path';

/** As `path.join` of names without separators, which takes a tenth of the time of listing thousands of runs. */
export const within = (folder: string, ...names: readonly string[]): string => [folder, ...names].join(path.sep);
