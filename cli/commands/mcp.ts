/** `ferexp mcp`: serves coding agents over standard input and output. */
import { version } from '../../package.json';
import { checkFolder } from '../find/findRun';
import type { Act } from '../mcp/acts';
import { StdioServerTransport } from '../mcp/modelContextProtocol';
import { printing } from '../mcp/printableTransport';
import { createServer } from '../mcp/server';

/** Bytes of a message; a longer one ends the connection. */
const longestMessage = 64e6;

export interface McpOptions {
  readonly allow?: readonly Act[];
  readonly readOnly?: boolean;
}

/** Serves until the client closes standard input. Runs that were started go on. */
export async function mcp(folders: readonly string[], { allow = [], readOnly = false }: McpOptions): Promise<number> {
  for (const folder of folders) await checkFolder(folder, { remedy: 'Give folders that exist, or none.' });
  const server = createServer({ version, folders, allowed: allow, readOnly });
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
    server.server.onclose = resolve;
  });
  await server.connect(printing(new StdioServerTransport(undefined, undefined, { maxBufferSize: longestMessage })));
  await ended;
  await server.close();
  return 0;
}
