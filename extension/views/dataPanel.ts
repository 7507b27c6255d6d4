/** Shows the data of an experiment file. */
import * as vscode from 'vscode';
import type { FacesRequest } from '../../schemas/faces';
import { Faces } from '../runs/faces';
import type { RunTracker } from '../runs/runTracker';
import { FilePanel, FilePanels, type PanelServices, type Subject } from './filePanel';
import type { PreviewState } from '../../schemas/messages/preview';
import { isDataPanelRequest, type DataPanelEvent } from '../../schemas/messages/data';

type Question = Extract<FacesRequest, { type: 'list' | 'faces' }> | { readonly type: 'audit' };

/** The panel of one file: how many faces each class has, and the faces themselves. */
class DataPanel extends FilePanel<DataPanelEvent, Question> {
  readonly #faces: Faces;

  constructor(panel: vscode.WebviewPanel, state: PreviewState, services: PanelServices) {
    super(panel, state, 'data', isDataPanelRequest, 'Showing the data', services);
    this.#faces = this.own(new Faces(services.script));
  }

  protected override async contentOf(subject: Subject, signal: AbortSignal): Promise<DataPanelEvent> {
    const { file, text, variant } = subject;
    await this.post({ type: 'busy' });
    let imported = false;
    const overview = await this.#faces.open({ type: 'open', file, text, variant }, (progress) => {
      imported = true;
      if (!signal.aborted) void this.post({ type: 'busy', ...progress });
    });
    // The Data view lists only imported data: refresh it.
    if (imported) void vscode.commands.executeCommand('ferexp.refreshData');
    return { type: 'load', overview };
  }

  protected override answer(question: Question): void {
    if (question.type === 'audit') {
      void vscode.commands.executeCommand('ferexp.auditData', { file: this.file, variant: this.variant });
      return;
    }
    void this.#answered(question)
      .catch((error: unknown): DataPanelEvent => ({ type: 'problem', problem: this.problemOf(error) }))
      .then((event) => this.post(event));
  }

  async #answered(question: Exclude<Question, { type: 'audit' }>): Promise<DataPanelEvent> {
    if (question.type === 'faces') return { type: 'faces', faces: await this.#faces.ask(question) };
    const { filter, offset } = question;
    return { type: 'page', filter, offset, page: await this.#faces.ask(question) };
  }
}

export function dataPanels(services: PanelServices, tracker: RunTracker): FilePanels {
  const kind = { viewType: 'ferexp.data', title: 'Data', place: vscode.ViewColumn.Active, tracker };
  const create = (panel: vscode.WebviewPanel, state: PreviewState) => new DataPanel(panel, state, services);
  return new FilePanels({ ...kind, create }, services.context.extensionUri);
}
