import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../experiment/parse';
import { projectFolder } from '../../experiment/projectFolder';
import { variantNames } from '../../experiment/resolve';
import { baseVariant, runsFolder } from '../../schemas/runDirectory';
import { Owner } from '../disposables';
import { stringAt, variantsOf } from '../language/tree';

/** An experiment file of the workspace. */
export interface CatalogEntry {
  readonly file: string;
  /** As in the file; the file's name while that cannot be read. */
  readonly name: string;
  /** `base` first, then in the order of the file; all combinations where it has a matrix and no error. */
  readonly variants: readonly string[];
  /** How many errors the schema finds. */
  readonly errors: number;
  /** Where its project keeps runs, `<project>/.ferexp/runs`. */
  readonly runsRoot: string;
}

export function entryOf(file: string, text: string): CatalogEntry {
  const parsed = parseExperiment(text);
  return {
    file,
    name: stringAt(parsed, ['name']) ?? path.basename(file, '.ferexp.json'),
    variants: parsed.file ? variantNames(parsed.file) : [baseVariant, ...variantsOf(parsed).map(({ name }) => name)],
    errors: parsed.problems.filter(({ severity }) => severity === 'error').length,
    runsRoot: path.join(projectFolder(file), ...runsFolder.split('/')),
  };
}

/** The experiment files of the workspace, as saved. */
export class ExperimentCatalog extends Owner {
  readonly #entries = new Map<string, CatalogEntry>();
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;

  constructor(private readonly log: vscode.LogOutputChannel) {
    super();
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**/*.ferexp.json'));
    this.own(watcher.onDidCreate((uri) => this.#read(uri.fsPath)));
    this.own(watcher.onDidChange((uri) => this.#read(uri.fsPath)));
    this.own(watcher.onDidDelete((uri) => this.#forget(uri.fsPath)));
    // The watcher may lag behind an edit made here.
    this.own(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#matches(uri.fsPath) && this.#read(uri.fsPath)));
    this.own(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
  }

  entries(): CatalogEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.file.localeCompare(b.file));
  }

  entry(file: string): CatalogEntry | undefined {
    return this.#entries.get(file);
  }

  /** Looks for files anew. */
  async refresh(): Promise<void> {
    const found = await vscode.workspace.findFiles('**/*.ferexp.json', '**/{node_modules,.ferexp}/**');
    const files = new Set(found.map(({ fsPath }) => fsPath));
    for (const known of this.#entries.keys()) if (!files.has(known)) this.#entries.delete(known);
    await Promise.all([...files].map((file) => this.#load(file)));
    this.#changed.fire();
  }

  #matches(file: string): boolean {
    return file.endsWith('.ferexp.json') && !/[\\/](node_modules|\.ferexp)[\\/]/.test(file);
  }

  async #read(file: string): Promise<void> {
    if (!this.#matches(file)) return;
    await this.#load(file);
    this.#changed.fire();
  }

  async #load(file: string): Promise<void> {
    try {
      this.#entries.set(file, entryOf(file, await readFile(file, 'utf8')));
    } catch (error) {
      this.log.warn(`Cannot read ${file}: ${String(error)}`);
      this.#entries.delete(file);
    }
  }

  #forget(file: string): void {
    if (this.#entries.delete(file)) this.#changed.fire();
  }
}
