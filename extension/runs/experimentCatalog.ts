/** Keeps the list of experiment files of the workspace. */
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../experiment/parse';
import { runsRootOf } from '../../experiment/project';
import { variantNames } from '../../experiment/resolve';
import { baseVariant } from '../../schemas/runDirectory';
import { Owner } from '../disposables';
import { allProblems } from '../documents/problems';
import { stringAt, variantsOf } from '../documents/tree';
import { type FolderWatch, isWithin } from './folderWatch';

/** An experiment file of the workspace. */
export interface CatalogEntry {
  readonly file: string;
  /** As in the file; the file's name if that cannot be read. */
  readonly name: string;
  /** `base` first, then in the order of the file; all combinations if the file has a matrix and no error. */
  readonly variants: readonly string[];
  /** Number of all errors: of syntax, of the schema, and of the checks. */
  readonly errors: number;
  /** Where its project keeps runs, `<project>/.ferexp/runs`. */
  readonly runsRoot: string;
}

/** As it is stored for the next window. */
interface Listed {
  readonly entry: CatalogEntry;
  /** Of the text that the entry was read from. */
  readonly textHash: string;
}

const storageKey = 'ferexp.experimentFiles';

/** @param folder the workspace folder of the file */
export function entryOf(file: string, text: string, folder?: string): CatalogEntry {
  const parsed = parseExperiment(text);
  return {
    file,
    name: stringAt(parsed, ['name']) ?? path.basename(file, '.ferexp.json'),
    variants: parsed.file ? variantNames(parsed.file) : [baseVariant, ...variantsOf(parsed).map(({ name }) => name)],
    errors: allProblems(parsed, file, folder).filter(({ severity }) => severity === 'error').length,
    runsRoot: runsRootOf(file),
  };
}

function folderOf(file: string): string | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
}

/** The experiment files of the workspace, as saved. */
export class ExperimentCatalog extends Owner {
  readonly #listed = new Map<string, Listed>();
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;

  #checking = 0;

  constructor(
    private readonly log: vscode.LogOutputChannel,
    /** Of this workspace. */
    private readonly state: vscode.Memento,
    folders: FolderWatch,
  ) {
    super();
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**/*.ferexp.json'));
    this.own(watcher.onDidCreate((uri) => this.#read(uri.fsPath)));
    this.own(watcher.onDidChange((uri) => this.#read(uri.fsPath)));
    this.own(folders.onDidRemove((removed) => this.#forget(removed)));
    this.own(folders.onDidAddFolders(() => void this.refresh()));
    // The watcher may lag behind an edit made here.
    this.own(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#matches(uri.fsPath) && this.#read(uri.fsPath)));
    this.own(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
    // Whether data exists may change without an edit of an experiment.
    this.own(vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.#checkAgain()));
    this.own(vscode.workspace.onDidCreateFiles(() => void this.#checkAgain()));
    this.own(vscode.workspace.onDidDeleteFiles(() => void this.#checkAgain()));
    this.own(vscode.workspace.onDidRenameFiles(() => void this.#checkAgain()));
    this.own(this.onDidChange(() => void this.state.update(storageKey, [...this.#listed.values()])));
  }

  entries(): CatalogEntry[] {
    return [...this.#listed.values()].map(({ entry }) => entry).sort((a, b) => a.file.localeCompare(b.file));
  }

  entry(file: string): CatalogEntry | undefined {
    return this.#listed.get(file)?.entry;
  }

  /**
   * Lists the files that the last window listed and whose text is as it was then. A window that starts answers a search
   * late, and trees need not wait for it, nor for the checks: a call of `refresh` must follow.
   * @returns whether there is any
   */
  async recall(): Promise<boolean> {
    await Promise.all(
      this.state.get<readonly Listed[]>(storageKey, []).map(async (listed) => {
        const { file } = listed.entry;
        if (folderOf(file) === undefined) return;
        const text = await readFile(file, 'utf8').catch(() => undefined);
        if (text !== undefined && hash('sha256', text) === listed.textHash) this.#listed.set(file, listed);
      }),
    );
    if (this.#listed.size > 0) this.#changed.fire();
    return this.#listed.size > 0;
  }

  /** Searches for files again, and reads and checks all of them. */
  async refresh(): Promise<void> {
    const before = JSON.stringify([...this.#listed]);
    const found = await vscode.workspace.findFiles('**/*.ferexp.json', '**/{node_modules,.ferexp}/**');
    const files = new Set(found.map(({ fsPath }) => fsPath));
    for (const known of this.#listed.keys()) if (!files.has(known)) this.#listed.delete(known);
    await Promise.all([...files].map((file) => this.#load(file)));
    // Another text with an equal entry may start from something else.
    if (JSON.stringify([...this.#listed]) !== before) this.#changed.fire();
  }

  #matches(file: string): boolean {
    return file.endsWith('.ferexp.json') && !/[\\/](node_modules|\.ferexp)[\\/]/.test(file);
  }

  async #read(file: string): Promise<void> {
    if (!this.#matches(file)) return;
    await this.#load(file);
    this.#changed.fire();
    // Other files may start from it.
    await this.#checkAgain();
  }

  /** Counts the errors of all files again, and fires if any count changed. A later call replaces a running one. */
  async #checkAgain(): Promise<void> {
    const check = ++this.#checking;
    let changed = false;
    for (const { file, errors } of this.entries()) {
      await this.#load(file);
      if (check !== this.#checking) return;
      changed ||= this.entry(file)?.errors !== errors;
    }
    if (changed) this.#changed.fire();
  }

  async #load(file: string): Promise<void> {
    try {
      const text = await readFile(file, 'utf8');
      this.#listed.set(file, { entry: entryOf(file, text, folderOf(file)), textHash: hash('sha256', text) });
    } catch (error) {
      this.log.warn(`Cannot read ${file}: ${String(error)}`);
      this.#listed.delete(file);
    }
  }

  #forget(removed: string): void {
    const lost = [...this.#listed.keys()].filter((file) => isWithin(removed, file));
    for (const file of lost) this.#listed.delete(file);
    if (lost.length > 0) this.#changed.fire();
  }
}
