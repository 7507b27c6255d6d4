/**
 * Stands for the module `vscode`, which exists in an extension host only. The files under test hold a pure function beside
 * its adapter; only the adapter calls VS Code, and it is tested in a real one (test/host). Import this first.
 */
import Module from 'node:module';

type Load = (request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
/** What adapters use while they are loaded. */
const stub = { DocumentLink: Object, CodeActionKind: { QuickFix: 'quickfix' } };
loader._load = (request, ...rest) => (request === 'vscode' ? stub : load(request, ...rest));
