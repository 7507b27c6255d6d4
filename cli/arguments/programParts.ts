/** Parts that the descriptions of several commands share. */

/** Called with the exit code of the command that ran. */
export type OnExit = (code: number) => void;

export const examples = (text: string) => `\nExamples:\n${text.trim().replace(/^ */gm, '  ')}\n`;
export const jsonOption = ['--json', 'print JSON on standard output, for machines'] as const;
export const projectOption = [
  '-C, --project <folder>',
  'folder of the project that the runs belong to',
  process.cwd(),
] as const;
export const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** The engines of the schema, repeated here because the schema is too large to load for a help text. */
export const engines = ['auto', 'tensorflow', 'wasm'];
