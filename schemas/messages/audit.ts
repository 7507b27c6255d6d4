/** Messages between the extension and the page of an audit. What they carry is in ../audit.ts and ../faces.ts. */
import { type AuditReport, exclusionKinds } from '../audit';
import type { DataOverview, PanelProblem, ShownFace } from '../faces';
import { type Checked, integer, list, messagesOf, oneOf } from '../shape';
import { filePanelRequests, nothing } from './parts';

export const isAuditPanelRequest = messagesOf({
  ...filePanelRequests,
  /** By id. */
  faces: { ids: list(integer(), 1000) },
  /** Asks for a file and writes the list of faces to leave out. */
  writeExclusions: { kinds: list(oneOf(exclusionKinds), exclusionKinds.length) },
  /** Asks for a file and writes the report in Markdown. */
  writeReport: nothing,
  showData: nothing,
});

export type AuditPanelRequest = Checked<typeof isAuditPanelRequest>;

/** What the page shows of the data besides the audit. */
export type AuditedData = Pick<DataOverview, 'source' | 'width' | 'height' | 'classNames' | 'ferNames' | 'voteNames'>;

/** Events that the extension sends to an audit panel. */
export type AuditPanelEvent =
  /** The experiment whose data is audited; sent before anything else and whenever it changes. */
  | {
      readonly type: 'subject';
      /** Absolute path of the experiment file. */
      readonly state: { readonly file: string; readonly variant: string };
      readonly name: string;
      readonly variants: readonly string[];
    }
  | { readonly type: 'busy'; readonly detail?: string; readonly done?: number; readonly total?: number }
  | { readonly type: 'load'; readonly report: AuditReport; readonly data: AuditedData }
  /** The answer to `faces`. */
  | { readonly type: 'faces'; readonly faces: readonly ShownFace[] }
  | { readonly type: 'problem'; readonly problem: PanelProblem };
