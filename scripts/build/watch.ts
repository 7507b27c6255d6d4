/** Rebuilds bundles when one of their files changes: only those, from what esbuild keeps in memory. */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { watch } from 'chokidar';
import { context, type BuildContext, type BuildFailure, type BuildOptions, type Metafile } from 'esbuild';

/** Milliseconds to wait: editors write a file in several steps, and several files at once; Chokidar drops changes within 50 ms. */
const pause = 60;

export interface WatchOptions {
  /** The folder that the paths of inputs start from. */
  readonly root: string;
  /** Folders of the root that sources are in. */
  readonly folders: readonly string[];
  readonly bundles: readonly (BuildOptions & { readonly metafile: true })[];
  /** Called with `Building …`, errors as `file:line:column: error: what`, and finally `Built …` or `Not built`. */
  readonly report: (line: string) => void;
}

interface Watched {
  readonly context: BuildContext<{ metafile: true }>;
  /** Paths from the root; of the last build that succeeded. */
  inputs: ReadonlySet<string>;
  failed: boolean;
}

/** Builds once, then at each change. @returns a function that ends the watching */
export async function watchBundles({ root, folders, bundles, report }: WatchOptions): Promise<() => Promise<void>> {
  const watched = await Promise.all(
    bundles.map(async (bundle): Promise<Watched> => ({
      context: await context({ ...bundle, logLevel: 'silent' }),
      inputs: new Set(),
      failed: true,
    })),
  );
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let building = Promise.resolve();
  const build = (): void => {
    timer = undefined;
    building = building.then(async () => {
      // The inputs of a failed build are not known: any change may fix it.
      const affected = watched.filter(({ inputs, failed }) => failed || [...changed].some((file) => inputs.has(file)));
      changed.clear();
      if (affected.length > 0) await rebuild(affected, since, report);
    });
  };
  const onChange = (file: string): void => {
    if (changed.size === 0) since = performance.now();
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(build, pause);
  };
  // On Linux, Node.js's own recursive watching loses files that an editor replaces.
  const watcher = watch([...folders], { cwd: root, ignoreInitial: true });
  watcher.on('all', (_, file) => onChange(file.split(path.sep).join('/')));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  building = building.then(() => rebuild(watched, performance.now(), report));
  await building;
  return async () => {
    await watcher.close();
    clearTimeout(timer);
    await building;
    await Promise.all(watched.map(({ context }) => context.dispose()));
  };
}

async function rebuild(bundles: readonly Watched[], since: number, report: (line: string) => void): Promise<void> {
  report('Building …');
  const errors = (await Promise.all(bundles.map(rebuildOne))).flat();
  for (const line of new Set(errors)) report(line);
  const milliseconds = Math.round(performance.now() - since);
  report(errors.length > 0 ? 'Not built' : `Built ${bundles.length} in ${milliseconds} ms`);
}

/** @returns its errors, one per line */
async function rebuildOne(watched: Watched): Promise<string[]> {
  try {
    const { metafile } = await watched.context.rebuild();
    watched.inputs = inputsOf(metafile);
    watched.failed = false;
    return [];
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    watched.failed = true;
    return error.errors.map(({ text, location }) => {
      const place = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
      return `${place}error: ${text}`;
    });
  }
}

const inputsOf = ({ inputs }: Metafile): Set<string> => new Set(Object.keys(inputs));
const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error;
