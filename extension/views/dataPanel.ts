import * as vscode from 'vscode';
import type { DataPanelEvent, FacesRequest } from '../../schemas/faces';
import { isDataPanelRequest, type PreviewState } from '../../schemas/panelRequests';
import { Faces } from '../runs/faces';
import type { RunTracker } from '../runs/runTracker';
import { FilePanel, FilePanels, type FilePanelContext, type Subject } from './filePanel';

type Question = Extract<FacesRequest, { type: 'list' | 'faces' }>;

/** The data of one experiment file: how many faces of each class, and the faces themselves. */
class DataPanel extends FilePanel<DataPanelEvent, Question> {
  readonly #faces: Faces;

  constructor(panel: vscode.WebviewPanel, state: PreviewState, given: FilePanelContext) {
    super(panel, state, 'data', isDataPanelRequest, 'Showing the data', given);
    this.#faces = this.own(new Faces(given.script));
  }

  protected override async drawn(subject: Subject, signal: AbortSignal): Promise<DataPanelEvent> {
    const { file, text, variant } = subject;
    await this.post({ type: 'busy' });
    let imported = false;
    const overview = await this.#faces.open({ type: 'open', file, text, variant }, (progress) => {
      imported = true;
      if (!signal.aborted) void this.post({ type: 'busy', ...progress });
    });
    // The side bar shows only what was imported before.
    if (imported) void vscode.commands.executeCommand('ferexp.refreshData');
    return { type: 'load', overview };
  }

  protected override answer(question: Question): void {
    void this.#answered(question)
      .catch((error: unknown): DataPanelEvent => ({ type: 'problem', problem: this.problemOf(error) }))
      .then((event) => this.post(event));
  }

  async #answered(question: Question): Promise<DataPanelEvent> {
    if (question.type === 'faces') return { type: 'faces', faces: await this.#faces.ask(question) };
    const { filter, offset } = question;
    return { type: 'page', filter, offset, page: await this.#faces.ask(question) };
  }
}

export function dataPanels(given: FilePanelContext, tracker: RunTracker): FilePanels {
  const kind = { viewType: 'ferexp.data', title: 'Data', place: vscode.ViewColumn.Active, tracker };
  const create = (panel: vscode.WebviewPanel, state: PreviewState) => new DataPanel(panel, state, given);
  return new FilePanels({ ...kind, create }, given.context.extensionUri);
}
