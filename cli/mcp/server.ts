/** The server of the Model Context Protocol: its tools, with what they may do. */
import { fileURLToPath } from 'node:url';
import { asking } from './answers';
import type { Act } from './acts';
import { Consent } from './consent';
import { McpServer } from './modelContextProtocol';
import { Places } from './places';
import { registerResources } from './resources';
import type { Tool } from './tool';
import { audit } from './tools/audit';
import { compare } from './tools/compare';
import { explain } from './tools/explain';
import { figure } from './tools/figure';
import { propose } from './tools/propose';
import { run } from './tools/run';
import { stop } from './tools/stop';
import { validate } from './tools/validate';
import { watch } from './tools/watch';

const tools: readonly Tool[] = [validate, explain, propose, run, watch, stop, compare, figure, audit];

const instructions = `FER Experiments trains and compares networks for facial-expression recognition. An experiment is a *.ferexp.json: a base and variants, each a patch of what differs.
Propose, validate and explain change nothing. Ask before training: run shows the user what it costs.
Compare variants of one experiment with at least three repeats. Quote the verdict of compare in its words, with its limits; one run says nothing of a technique. Do not add repeats until a verdict becomes "real", and do not choose by test accuracy.`;

export interface ServerOptions {
  readonly version: string;
  /** Folders to work in; those that the client names if empty. */
  readonly folders: readonly string[];
  readonly allowed: readonly Act[];
  /** Only the tools that read, and no question to the user. */
  readonly readOnly: boolean;
}

/** A server that is not connected yet. */
export function createServer({ version, folders, allowed, readOnly }: ServerOptions): McpServer {
  const server = new McpServer(
    { name: 'ferexp', title: 'FER Experiments', version },
    { instructions, capabilities: { tools: {} } },
  );
  const consent = new Consent({ allowed, readOnly, ask: asking(server) });
  const callOf = async (signal: AbortSignal) => {
    const given = folders.length > 0 ? folders : await rootsOf(server, signal);
    return { places: await Places.of(given, consent), consent, signal };
  };
  for (const each of tools) if (each.readOnly || !readOnly) each.register(server, callOf);
  registerResources(server, callOf);
  return server;
}

/** Milliseconds that the client has to name its folders. */
const rootsMs = 10_000;

/** The folders that the client works in, if it says so. */
async function rootsOf({ server }: McpServer, signal: AbortSignal): Promise<string[]> {
  if (!server.getClientCapabilities()?.roots) return [];
  const { roots } = await server.listRoots(undefined, { signal, timeout: rootsMs });
  return roots.flatMap(({ uri }) => {
    try {
      return [fileURLToPath(uri)];
    } catch {
      // A folder that is not on this computer.
      return [];
    }
  });
}
