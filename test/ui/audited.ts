/** An audit as its page gets it, by the runner's own code. */
import type { AuditReport } from '../../schemas/audit';
import type { DataOverview, FacesRequest } from '../../schemas/faces';
import type { AuditPanelEvent } from '../../schemas/messages/audit';
import { type AuditedProject, auditedProject, finishedRun } from '../fixtures/auditedProject';
import { FakeFaces } from './faces';
import { temporaryFolder } from './fixtures';
import type { Panel } from './panel';

export interface Audited {
  readonly faces: FakeFaces;
  readonly data: AuditedProject;
  readonly overview: DataOverview;
  readonly report: AuditReport;
}

export async function auditedData(): Promise<Audited> {
  const data = await auditedProject(await temporaryFolder());
  await finishedRun(data);
  const faces = new FakeFaces();
  const overview = await faces.open(data);
  return { faces, data, overview, report: await faces.ask({ type: 'audit' }) };
}

/** Sends the audit to its page, and answers what the page asks about faces. */
export async function sendAudit(
  panel: Panel,
  { faces, data, overview, report }: Audited,
  name = 'audited',
  variants: readonly string[] = ['base', 'half'],
): Promise<void> {
  await panel.answer(async (message): Promise<AuditPanelEvent | undefined> => {
    const question = message as Extract<FacesRequest, { type: 'faces' }>;
    return question.type === 'faces' ? { type: 'faces', faces: await faces.ask(question) } : undefined;
  });
  const { source, width, height, classNames, ferNames } = overview;
  await panel.send({ type: 'subject', state: { file: data.file, variant: 'base' }, name, variants });
  await panel.send({ type: 'load', report, data: { source, width, height, classNames, ferNames } });
}
