import * as vscode from 'vscode';
import type { PreviewPanelEvent } from '../../schemas/messages';
import { isPreviewPanelRequest, type PreviewState } from '../../schemas/panelRequests';
import { previewAugmentation } from '../runs/preview';
import type { RunTracker } from '../runs/runTracker';
import { FilePanel, FilePanels, type FilePanelContext, type Subject } from './filePanel';

/** The faces of one experiment file before and after the augmentation of one of its variants. */
class PreviewPanel extends FilePanel<PreviewPanelEvent> {
  constructor(panel: vscode.WebviewPanel, state: PreviewState, given: FilePanelContext) {
    super(panel, state, 'preview', isPreviewPanelRequest, 'Previewing augmentation', given);
  }

  protected override async drawn(subject: Subject, signal: AbortSignal): Promise<PreviewPanelEvent> {
    if (!signal.aborted) await this.post({ type: 'busy' });
    return { type: 'load', preview: await previewAugmentation(this.given.script, subject, signal) };
  }
}

export function previewPanels(given: FilePanelContext, tracker: RunTracker): FilePanels {
  const kind = { viewType: 'ferexp.preview', title: 'Augmentation', place: vscode.ViewColumn.Beside, tracker };
  const create = (panel: vscode.WebviewPanel, state: PreviewState) => new PreviewPanel(panel, state, given);
  return new FilePanels({ ...kind, create }, given.context.extensionUri);
}
