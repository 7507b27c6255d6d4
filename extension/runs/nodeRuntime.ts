/** Finds the Node.js that runs `ferexp`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../storage/machine/program';
import { UserError } from '../../schemas/userError';

const execute = promisify(execFile);

/** Oldest major version of Node.js that the runner works with. */
export const oldestNode = 20;

/** How `ferexp` is started. */
export interface NodeRuntime {
  readonly command: string;
  /** Added to the environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
}

/** Major version of a Node.js executable; undefined if it does not start or is not Node.js. */
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
 * Finds a Node.js: the configured one, otherwise `node` from the PATH if it is new enough, otherwise VS Code's own runtime.
 * A system Node comes before VS Code's because native engines are built for it.
 * @param configured value of the setting `ferexp.node`, empty if unset
 * @param editorRuntime the executable that runs the extension
 * @throws UserError if the configured one does not work
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
      'Change the setting ferexp.node, or leave it empty to find Node.js automatically.',
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
