import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Owner } from '../disposables';

/** Events of a folder that is moved or unpacked come in bursts. */
const burstMs = 200;

/** Within these nothing is looked for. */
const leftAlone = /[\\/](node_modules|\.git)([\\/]|$)|[\\/]\.ferexp[\\/]/;

/** Is `file` the folder, or in it? */
export function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/**
 * Folders of the workspace that come and go. Of a folder that is deleted or moved, the editor tells its own path and none of
 * what was in it, so that no pattern for files sees it.
 */
export class FolderWatch extends Owner {
  readonly #gone = this.own(new vscode.EventEmitter<string>());
  readonly #came = this.own(new vscode.EventEmitter<void>());
  /** Absolute path of something that was deleted or moved away, a folder or a file. */
  readonly onDidGo = this.#gone.event;
  /** Folders were made or moved in. */
  readonly onDidCome = this.#came.event;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    super();
    const watcher = this.own(vscode.workspace.createFileSystemWatcher('**', false, true, false));
    this.own(watcher.onDidDelete(({ fsPath }) => this.#gone.fire(fsPath)));
    this.own(watcher.onDidCreate(({ fsPath }) => void this.#look(fsPath)));
    this.own({ dispose: () => clearTimeout(this.#timer) });
  }

  async #look(file: string): Promise<void> {
    if (this.#timer !== undefined || leftAlone.test(file)) return;
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#came.fire();
    }, burstMs);
  }
}
