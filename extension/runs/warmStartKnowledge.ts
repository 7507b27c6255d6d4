import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { ExperimentFiles } from '../../experiment/graph';
import { parseExperiment, type ParsedExperiment } from '../../experiment/parse';
import type { ExperimentFile } from '../../experiment/types';
import { isChained, warmStarts, type WarmStartNode } from '../../results/warmStarts';
import type { ExperimentCatalog } from './experimentCatalog';
import type { RunTracker } from './runTracker';

/** Text of a file as the person sees it: of an open document, else as saved. */
export function readVisible(file: string): string | undefined {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  if (document) return document.getText();
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Texts that are remembered: more than a workspace has experiments. */
const mostTexts = 500;

/** What starts from what, from the experiment files and the runs that the tracker has read. */
export class WarmStartKnowledge {
  /** Runs change every moment, files do not: each text is parsed once. */
  readonly #parsed = new Map<string, ParsedExperiment>();

  constructor(
    private readonly tracker: RunTracker,
    private readonly catalog: ExperimentCatalog,
  ) {}

  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(this.tracker.onDidChange(listener), this.catalog.onDidChange(listener));
  }

  /** The graph of one file, with what it starts from. */
  of(file: string, experiment: ExperimentFile): WarmStartNode[] {
    const files = this.#files().set(file, experiment);
    return warmStarts([{ file, experiment }], files, this.tracker.records());
  }

  /** The chains of the workspace. What starts from nothing and nothing starts from is left out. */
  all(): WarmStartNode[] {
    const files = this.#files();
    const given = this.catalog.entries().flatMap(({ file }) => {
      const experiment = files.get(file)?.file;
      return experiment ? [{ file, experiment }] : [];
    });
    // Most workspaces have no chains: nothing is resolved then, however many runs there are.
    if (!given.some(({ experiment }) => startsSomewhere(experiment))) return [];
    return warmStarts(given, files, this.tracker.records()).filter(isChained);
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

function startsSomewhere({ initFrom, variants = {}, matrix = {} }: ExperimentFile): boolean {
  return (
    initFrom !== undefined ||
    Object.values(variants).some((patch) => patch.initFrom !== undefined) ||
    Object.keys(matrix).some((setting) => setting.startsWith('initFrom'))
  );
}
