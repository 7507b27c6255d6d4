/** The arguments that `ferexp mcp` is started with. Pure. */

/**
 * @param script absolute path of dist/ferexp.js
 * @param folders absolute paths of the workspace folders
 */
export function serverArguments(script: string, trusted: boolean, folders: readonly string[]): string[] {
  return [script, 'mcp', ...(trusted ? [] : ['--read-only']), ...folders];
}
