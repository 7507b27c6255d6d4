/** Knows the warm starts of the workspace. */
import * as vscode from 'vscode';
import { ExperimentFiles } from '../../experiment/graph';
import { parseExperiment, type ParsedExperiment } from '../../experiment/parse';
import type { ExperimentFile } from '../../experiment/types';
import { isChained, warmStarts, type WarmStartNode } from '../../results/warmStarts';
import { disk } from '../../storage/files/disk';
import type { ExperimentCatalog } from './experimentCatalog';
import type { RunTracker } from './runTracker';

/** Text of a file as the user sees it: that of its open document, otherwise as saved. */
export function readVisible(file: string): string | undefined {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  return document ? document.getText() : disk.read(file);
}

/** Number of parsed texts that are kept: more than a workspace has experiments. */
const mostTexts = 500;

/** Builds the graph of warm starts from the experiment files and the runs that the tracker has read. */
export class WarmStartKnowledge {
  /** Each text is parsed once: runs change all the time, files do not. */
  readonly #parsed = new Map<string, ParsedExperiment>();

  constructor(
    private readonly tracker: RunTracker,
    private readonly catalog: ExperimentCatalog,
  ) {}

  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(this.tracker.onDidChange(listener), this.catalog.onDidChange(listener));
  }

  /** The graph of one file and of what it starts from. */
  graphOf(file: string, experiment: ExperimentFile): WarmStartNode[] {
    const files = this.#files().set(file, experiment);
    return warmStarts([{ file, experiment }], files, this.tracker.records());
  }

  /** The chains of the workspace. Leaves out nodes that start from nothing and from which nothing starts. */
  all(): WarmStartNode[] {
    const files = this.#files();
    const listed = this.catalog.entries();
    // Saves the work in the many workspaces without chains: a file that names neither starts and learns from nothing.
    if (!listed.some(({ file }) => /initFrom|distillation/.test(readVisible(file) ?? ''))) return [];
    const experiments = listed.flatMap(({ file }) => {
      const experiment = files.get(file)?.file;
      return experiment ? [{ file, experiment }] : [];
    });
    return warmStarts(experiments, files, this.tracker.records()).filter(isChained);
  }

  #files(): ExperimentFiles {
    return new ExperimentFiles(readVisible, (text) => {
      let parsed = this.#parsed.get(text);
      if (!parsed) {
        if (this.#parsed.size >= mostTexts) this.#parsed.clear();
        this.#parsed.set(text, (parsed = parseExperiment(text)));
      }
      return parsed;
    });
  }
}
