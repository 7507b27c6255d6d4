/** Documents of what changed between two runs. Each is made when it is opened, so nobody is asked to save it. */
import * as vscode from 'vscode';
import { differenceMarkdown } from '../../results/export/runDifference';
import { runDifference } from '../../results/runDifference';
import type { RunRecord } from '../../results/runIndex';
import { list, text } from '../../schemas/shape';
import { UserError } from '../../schemas/userError';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';

const scheme = 'ferexp-difference';

const areDirectories = list(text());

/** As the tab is called: a run's id ends with what tells it from others of its variant. */
function uriOf(runs: readonly [RunRecord, RunRecord]): vscode.Uri {
  const [first, second] = runs.map(({ header }) => header.runId.split('-').at(-1)!);
  // Where VS Code opens the tab again in the next window, the directories are all that is known.
  const query = JSON.stringify(runs.map(({ directory }) => directory));
  return vscode.Uri.from({ scheme, path: `/What changed from ${first!} to ${second!}.md`, query });
}

function directoriesOf({ query }: vscode.Uri): readonly string[] {
  const named: unknown = JSON.parse(query);
  return areDirectories(named) ? named : [];
}

export class DifferenceDocuments extends Owner implements vscode.TextDocumentContentProvider {
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor(private readonly tracker: Pick<RunTracker, 'record' | 'refresh'>) {
    super();
    this.own(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  /** Shows both runs, the earlier one first, in VS Code's preview of Markdown. */
  async show(runs: readonly [RunRecord, RunRecord]): Promise<void> {
    const uri = uriOf(runs);
    // One that is open already may be of before.
    this.#changed.fire(uri);
    const previewed = vscode.commands.executeCommand('markdown.showPreview', uri);
    // Whoever has switched VS Code's Markdown off reads the text.
    await previewed.then(undefined, () => vscode.window.showTextDocument(uri));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const directories = directoriesOf(uri);
    const find = () => directories.flatMap((directory) => this.tracker.record(directory) ?? []);
    let found = find();
    if (found.length < 2) {
      await this.tracker.refresh();
      found = find();
    }
    const [first, second] = found;
    if (!first || !second) return 'One of these runs is no longer there.\n';
    try {
      return differenceMarkdown(await runDifference(first, second));
    } catch (error) {
      if (error instanceof UserError) return `${[error.message, error.remedy].filter(Boolean).join(' ')}\n`;
      throw error;
    }
  }
}
