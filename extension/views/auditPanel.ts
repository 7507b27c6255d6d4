/** Shows the audit of an experiment's data. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExclusionKind } from '../../schemas/audit';
import { type AuditPanelEvent, type AuditPanelRequest, isAuditPanelRequest } from '../../schemas/messages/audit';
import type { PreviewState } from '../../schemas/messages/preview';
import { counted } from '../../words/numbers';
import { Faces } from '../runs/faces';
import type { RunTracker } from '../runs/runTracker';
import { FilePanel, FilePanels, type PanelServices, type Subject } from './filePanel';
import { nameExclusions } from './nameExclusions';
import { saveFile } from './saveFile';

type Own = Extract<AuditPanelRequest, { type: 'faces' | 'writeExclusions' | 'writeReport' | 'showData' }>;

class AuditPanel extends FilePanel<AuditPanelEvent, Own> {
  readonly #faces: Faces;

  constructor(panel: vscode.WebviewPanel, state: PreviewState, services: PanelServices) {
    super(panel, state, 'audit', isAuditPanelRequest, 'Auditing the data', services);
    this.#faces = this.own(new Faces(services.script));
  }

  protected override async contentOf(subject: Subject, signal: AbortSignal): Promise<AuditPanelEvent> {
    const { file, text, variant } = subject;
    await this.post({ type: 'busy' });
    const onProgress = (progress: { detail: string; done: number; total?: number }): void => {
      if (!signal.aborted) void this.post({ type: 'busy', ...progress });
    };
    const overview = await this.#faces.open({ type: 'open', file, text, variant }, onProgress);
    const report = await this.#faces.ask({ type: 'audit' }, onProgress);
    const { source, width, height, classNames, ferNames, voteNames } = overview;
    return {
      type: 'load',
      report,
      data: { source, width, height, classNames, ferNames, ...(voteNames && { voteNames }) },
    };
  }

  protected override answer(request: Own): void {
    void this.#answered(request).catch((error: unknown) =>
      this.post({ type: 'problem', problem: this.problemOf(error) }),
    );
  }

  async #answered(request: Own): Promise<void> {
    switch (request.type) {
      case 'faces':
        return this.post({ type: 'faces', faces: await this.#faces.ask(request) });
      case 'writeExclusions':
        return this.#writeExclusions(request.kinds);
      case 'writeReport': {
        const { text } = await this.#faces.ask({ type: 'auditMarkdown' });
        const name = `${path.basename(this.file, '.ferexp.json')}-audit.md`;
        const saved = await saveFile({ content: text, title: 'Save Report', name, beside: this.file });
        if (saved) await vscode.commands.executeCommand('vscode.open', saved);
        return;
      }
      case 'showData':
        await vscode.commands.executeCommand('ferexp.showData', { file: this.file, variant: this.variant });
    }
  }

  async #writeExclusions(kinds: readonly ExclusionKind[]): Promise<void> {
    const { text, faces } = await this.#faces.ask({ type: 'exclusions', kinds });
    const name = 'exclude.txt';
    const saved = await saveFile({ content: text, title: 'Write Exclusion File', name, beside: this.file });
    if (!saved) return;
    const use = 'Name It in the Experiment';
    const message = `${counted(faces, 'face')} in ${path.basename(saved.fsPath)}. They are left out once data.exclude of an experiment names the file.`;
    if ((await vscode.window.showInformationMessage(message, use)) === use) await nameExclusions(this.file, saved);
  }
}

export function auditPanels(services: PanelServices, tracker: RunTracker): FilePanels {
  const kind = { viewType: 'ferexp.audit', title: 'Audit', place: vscode.ViewColumn.Active, tracker };
  const create = (panel: vscode.WebviewPanel, state: PreviewState) => new AuditPanel(panel, state, services);
  return new FilePanels({ ...kind, create }, services.context.extensionUri);
}
