/** Watches for folders of the workspace that are added or removed. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Owner } from '../disposables';

/** File events come in bursts when a folder is moved or unpacked. */
const burstMs = 200;

/** Changes within these folders are ignored. */
const ignored = /[\\/](node_modules|\.git)([\\/]|$)|[\\/]\.ferexp[\\/]/;

/** Whether `file` is the folder, or in it. */
export function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/**
 * Watches folders of the workspace. When a folder is deleted or moved, VS Code reports only the folder's own path, not the
 * files in it, so watchers with a pattern for files do not notice.
 */
export class FolderWatch extends Owner {
  readonly #removed = this.own(new vscode.EventEmitter<string>());
  readonly #added = this.own(new vscode.EventEmitter<void>());
  /** Fires with the absolute path of a folder or file that was deleted or moved away. */
  readonly onDidRemove = this.#removed.event;
  /** Fires when folders were made or moved in. */
  readonly onDidAddFolders = this.#added.event;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    super();
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**', false, true, false));
    this.own(watcher.onDidDelete(({ fsPath }) => this.#removed.fire(fsPath)));
    this.own(watcher.onDidCreate(({ fsPath }) => void this.#look(fsPath)));
    this.own({ dispose: () => clearTimeout(this.#timer) });
  }

  async #look(file: string): Promise<void> {
    if (this.#timer !== undefined || ignored.test(file)) return;
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#added.fire();
    }, burstMs);
  }
}
