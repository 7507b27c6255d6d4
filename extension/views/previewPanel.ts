/** Shows the augmentation of an experiment file. */
import * as vscode from 'vscode';
import { previewAugmentation } from '../runs/preview';
import type { RunTracker } from '../runs/runTracker';
import { FilePanel, FilePanels, type PanelServices, type Subject } from './filePanel';
import { type PreviewPanelEvent, isPreviewPanelRequest, type PreviewState } from '../../schemas/messages/preview';

/** The panel of one file: faces before and after the augmentation of one of its variants. */
class PreviewPanel extends FilePanel<PreviewPanelEvent> {
  constructor(panel: vscode.WebviewPanel, state: PreviewState, services: PanelServices) {
    super(panel, state, 'preview', isPreviewPanelRequest, 'Previewing augmentation', services);
  }

  protected override async contentOf(subject: Subject, signal: AbortSignal): Promise<PreviewPanelEvent> {
    if (!signal.aborted) await this.post({ type: 'busy' });
    return { type: 'load', preview: await previewAugmentation(this.services.script, subject, signal) };
  }
}

export function previewPanels(services: PanelServices, tracker: RunTracker): FilePanels {
  const kind = { viewType: 'ferexp.preview', title: 'Augmentation', place: vscode.ViewColumn.Beside, tracker };
  const create = (panel: vscode.WebviewPanel, state: PreviewState) => new PreviewPanel(panel, state, services);
  return new FilePanels({ ...kind, create }, services.context.extensionUri);
}
