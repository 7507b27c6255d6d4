/** Chooses the VS Code for the host suite and `npm run code`: the desktop one if it is available, otherwise the server build. */
import { downloadDesktop, withoutWindows } from './desktop';
import { provisionVSCodeServer, type VSCodeServer } from './vscode';

export type Editor =
  | { readonly kind: 'desktop'; /** Path. */ readonly executable: string }
  | { readonly kind: 'server'; readonly server: VSCodeServer };

/** Where editors come from; replaced in tests. */
export interface EditorSources {
  readonly env: NodeJS.ProcessEnv;
  /** Why no window opens here. */
  readonly withoutWindows: () => string | undefined;
  readonly desktop: () => Promise<string>;
  readonly server: (report: (message: string) => void) => Promise<VSCodeServer>;
}

const real: EditorSources = {
  env: process.env,
  withoutWindows,
  desktop: downloadDesktop,
  server: provisionVSCodeServer,
};

/**
 * `VSCODE_FOR_TESTS=desktop` or `server` decides instead.
 * @param report called with the chosen one, and the reason
 * @throws Error when the requested one is not available
 */
export async function provisionEditor(
  report: (message: string) => void,
  sources: EditorSources = real,
): Promise<Editor> {
  const asked = sources.env['VSCODE_FOR_TESTS'];
  if (asked !== undefined && asked !== '' && asked !== 'desktop' && asked !== 'server') {
    throw new Error(`VSCODE_FOR_TESTS is ${asked}; expected desktop or server.`);
  }
  const server = async (reason: string): Promise<Editor> => {
    report(`VS Code: the server build in a browser, since ${reason}.`);
    return { kind: 'server', server: await sources.server(report) };
  };
  if (asked === 'server') return server('VSCODE_FOR_TESTS asks for it');
  const obstacle = asked === 'desktop' ? undefined : sources.withoutWindows();
  if (obstacle !== undefined) return server(obstacle);
  try {
    const executable = await sources.desktop();
    report(`VS Code: the desktop build, ${executable}`);
    return { kind: 'desktop', executable };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (asked === 'desktop') throw new Error(`The desktop VS Code cannot be downloaded: ${reason}`, { cause: error });
    return server(`the desktop build cannot be downloaded (${reason})`);
  }
}
