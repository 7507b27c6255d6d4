/** The page of an audit: copies, leaks, doubtful labels, counts, and how runs used the test split. */
import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { AuditReport } from '../../schemas/audit';
import type { PanelProblem } from '../../schemas/faces';
import type { AuditPanelEvent, AuditPanelRequest } from '../../schemas/messages/audit';
import { type AuditSection, auditSections } from '../../words/audit';
import { counted, percent } from '../../words/numbers';
import { connect } from '../shared/host';
import { Problem } from '../shared/problem';
import { Select } from '../shared/select';
import '../shared/base.css';
import './audit.css';
import { Copies } from './copyFindings';
import { Exclude } from './exclude';
import { type Finding, Findings } from './findings';
import { Section } from './section';
import { type Pictures, usePictures } from './usePictures';

type Subject = Extract<AuditPanelEvent, { type: 'subject' }>;
type Busy = Extract<AuditPanelEvent, { type: 'busy' }>;

const host = connect<AuditPanelRequest, AuditPanelEvent, Subject['state']>();

function Page() {
  const [subject, setSubject] = useState<Subject>();
  const [report, setReport] = useState<AuditReport>();
  const [problem, setProblem] = useState<PanelProblem>();
  const [busy, setBusy] = useState<Busy>();
  // The audit of another variant must not be shown as an earlier state of this one.
  const shown = report && (!subject || report.variant === subject.state.variant) ? report : undefined;
  const pictures = usePictures(report, (ids) => host.post({ type: 'faces', ids }));
  const receive = useRef(pictures.receive);
  receive.current = pictures.receive;
  useEffect(() => {
    host.onEvent((event) => {
      if (event.type === 'busy') setBusy(event);
      else if (event.type === 'subject') setSubject(event);
      else if (event.type === 'faces') receive.current(event.faces);
      else {
        setBusy(undefined);
        setProblem(event.type === 'problem' ? event.problem : undefined);
        if (event.type === 'load') setReport(event.report);
      }
    });
    host.post({ type: 'ready' });
  }, []);
  useEffect(() => {
    if (subject) host.saveState(subject.state);
  }, [subject]);
  return (
    <main>
      {subject ? <Header subject={subject} ready={shown !== undefined} /> : <h1 class="visually-hidden">Audit</h1>}
      <Status busy={busy} stale={problem !== undefined && shown !== undefined} />
      {problem && <Problem problem={problem} onAct={(type) => host.post({ type })} />}
      {shown && <Report report={shown} pictures={pictures} />}
    </main>
  );
}

function Header({ subject: { name, variants, state }, ready }: { subject: Subject; ready: boolean }) {
  return (
    <header>
      <h1>Audit of {name}</h1>
      <div class="actions">
        {variants.length > 1 && (
          <Select
            name="Variant"
            value={state.variant}
            options={variants.map((variant) => [variant, variant])}
            onChoose={(variant) => host.post({ type: 'choose', variant })}
          />
        )}
        <vscode-button secondary icon="database" onClick={() => host.post({ type: 'showData' })}>
          Show Data
        </vscode-button>
        {ready && (
          <vscode-button secondary icon="markdown" onClick={() => host.post({ type: 'writeReport' })}>
            Save Report…
          </vscode-button>
        )}
      </div>
    </header>
  );
}

function Status({ busy, stale }: { busy: Busy | undefined; stale: boolean }) {
  const known = busy?.done !== undefined && busy.total !== undefined && busy.total > 0;
  const words = busy
    ? `${busy.detail ?? 'Reading the data'} … The first audit of large data takes minutes; near copies are then kept.`
    : stale
      ? 'The audit below is from before this problem.'
      : '';
  return (
    <div class="status">
      <p class="muted" role="status">
        {words}
      </p>
      {busy?.detail !== undefined && (
        <vscode-progress-bar
          indeterminate={!known}
          value={known ? (100 * busy.done!) / busy.total! : 0}
          max={100}
          aria-label={busy.detail}
        />
      )}
    </div>
  );
}

function Report({ report, pictures }: { readonly report: AuditReport; readonly pictures: Pictures }) {
  const sections = useMemo(() => auditSections(report), [report]);
  return (
    <>
      <p>
        {counted(report.images, 'picture')} of <code>{report.source}</code>
      </p>
      {sections.map((section) => (
        <Section key={section.id} section={section}>
          <Faces id={section.id} report={report} pictures={pictures} />
        </Section>
      ))}
      <Exclude
        excludable={report.excludable}
        onWrite={(kinds) => host.post({ type: 'writeExclusions', kinds: [...kinds] })}
      />
    </>
  );
}

interface FacesProps {
  readonly id: AuditSection['id'];
  readonly report: AuditReport;
  readonly pictures: Pictures;
}

function Faces({ id, report, pictures }: FacesProps) {
  const { labels, nonFaces } = report;
  const suspects = useMemo(
    () =>
      (labels?.suspects ?? []).map(({ face, given, likely, confidence, people }): Finding => ({
        faces: [face],
        words: `Labelled ${given} (${percent(confidence)}), probably ${likely}${people === undefined ? '' : `; FER+ ${people}`}`,
      })),
    [labels],
  );
  const empty = useMemo(() => nonFaces.map(({ face, why }): Finding => ({ faces: [face], words: why })), [nonFaces]);
  if (id === 'copies') return <Copies copies={report.copies} pictures={pictures} />;
  if (id === 'labels' && suspects.length > 0) {
    return <Findings name="Faces whose label probably is wrong" findings={suspects} pictures={pictures} />;
  }
  if (id === 'nonFaces' && empty.length > 0) {
    return <Findings name="Pictures without a face" findings={empty} pictures={pictures} />;
  }
  return null;
}

render(<Page />, document.getElementById('root')!);
