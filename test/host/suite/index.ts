/** Runs in the extension host of a real VS Code. Writes its report to the file that host-suite.json beside it names. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hostTests } from 'host-tests';
import type MochaClass from 'mocha';
import { commandAlone } from '../../../scripts/test/alone';

// At run time, since Mocha finds its parts by itself and cannot be bundled.
// Its named export is the same in the Node.js of every editor; what the module itself is differs.
const { Mocha } = createRequire(__filename)('mocha') as { Mocha: typeof MochaClass };

interface Report {
  readonly stats: { readonly passes: number; readonly failures: number; readonly pending: number };
  readonly passes: readonly string[];
  /** `alone`: the command that runs it alone; absent when the suite could not be loaded. */
  readonly failures: readonly { readonly title: string; readonly message: string; readonly alone?: string }[];
}

interface Configuration {
  /** File to report to. */
  readonly report: string;
  readonly grep?: string;
}

const configuration = (): Configuration =>
  JSON.parse(readFileSync(path.join(__dirname, 'host-suite.json'), 'utf8')) as Configuration;

/** The report appears whole or not at all: someone waits for the file. */
function write(report: Report): void {
  const { report: file } = configuration();
  writeFileSync(`${file}.part`, JSON.stringify(report, null, 2));
  renameSync(`${file}.part`, file);
}

export async function run(): Promise<void> {
  const passes: string[] = [];
  const failures: Report['failures'][number][] = [];
  let stats: Mocha.Stats | undefined;
  try {
    const { grep } = configuration();
    const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, color: false, ...(grep === undefined ? {} : { grep }) });
    for (const [file, load] of hostTests) {
      mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, file, mocha);
      load();
    }
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => resolve());
      runner.on('pass', (test) => passes.push(test.fullTitle()));
      runner.on('fail', (test, error: Error) =>
        failures.push({ title: test.fullTitle(), message: error.stack ?? error.message, alone: commandAlone(test) }),
      );
      runner.on('end', () => (stats = runner.stats));
    });
  } catch (error) {
    failures.push({
      title: 'loading the suite',
      message: error instanceof Error ? (error.stack ?? '') : String(error),
    });
  }
  const { pending = 0 } = stats ?? {};
  write({ stats: { passes: passes.length, failures: failures.length, pending }, passes, failures });
  if (failures.length > 0) throw new Error(`${failures.length} tests failed`);
}
