/** What the descriptions of commands have in common. */

/** Told the exit code of the command that ran. */
export type OnExit = (code: number) => void;

export const examples = (text: string) => `\nExamples:\n${text.trim().replace(/^ */gm, '  ')}\n`;
export const jsonOption = ['--json', 'print JSON on standard output, for machines'] as const;
export const projectOption = [
  '-C, --project <folder>',
  'folder of the project whose runs are meant',
  process.cwd(),
] as const;
export const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** As in the schema, which is too much to load for a help text. */
export const engines = ['auto', 'tensorflow', 'wasm'];
