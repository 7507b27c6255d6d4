import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../storage/machine/program';
import { UserError } from '../../schemas/userError';

const execute = promisify(execFile);

/** Oldest major version of Node.js that the runner works on. */
export const oldestNode = 20;

/** What `ferexp` is started with. */
export interface NodeRuntime {
  readonly command: string;
  /** Added to the environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
}

/** Major version of a Node.js executable; undefined when it does not start or is none. */
async function majorVersion(command: string): Promise<number | undefined> {
  try {
    const { stdout } = await execute(command, ['-p', 'process.versions.node'], { timeout: 10_000, windowsHide: true });
    const major = Number.parseInt(stdout, 10);
    return Number.isNaN(major) ? undefined : major;
  } catch {
    return undefined;
  }
}

/**
 * Finds the Node.js that trains: the configured one, else `node` from the PATH when it is new enough, else the editor's
 * own runtime. A system Node comes first because native engines are built against it.
 * @param configured value of the setting `ferexp.node`, empty when unset
 * @param editorRuntime the executable that runs the extension
 * @throws UserError when the configured one does not work
 */
export async function findNodeRuntime(configured: string, editorRuntime = process.execPath): Promise<NodeRuntime> {
  if (configured !== '') {
    const major = await majorVersion(configured);
    if (major !== undefined && major >= oldestNode) {
      return { command: configured, environment: {}, description: `Node.js ${major} of the setting ferexp.node` };
    }
    const found = major === undefined ? 'does not start as Node.js' : `is Node.js ${major}`;
    throw new UserError(
      `The setting ferexp.node is "${configured}", which ${found}; Node.js ${oldestNode} or newer is needed.`,
      'Change the setting ferexp.node, or leave it empty to use what is found.',
    );
  }
  const command = findProgram(['node']);
  const major = command === undefined ? undefined : await majorVersion(command);
  if (command !== undefined && major !== undefined && major >= oldestNode) {
    return { command, environment: {}, description: `Node.js ${major} from the PATH` };
  }
  return {
    command: editorRuntime,
    environment: { ELECTRON_RUN_AS_NODE: '1' },
    description: "the editor's own runtime",
  };
}
