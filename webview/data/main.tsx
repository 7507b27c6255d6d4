/** The page that shows the data of an experiment: counts, cleaning, duplicates, and the faces themselves. */
import { render } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { DataOverview, FaceFilter, PanelProblem, ShownFace } from '../../schemas/faces';
import { PictureSubject } from '../shared/exportPicture';
import { connect } from '../shared/host';
import { Problem } from '../shared/problem';
import { Select } from '../shared/select';
import '../shared/base.css';
import './data.css';
import { Browser } from './browser';
import { ClassPanels } from './classPanels';
import { dataSubject } from '../../figures/dataFigures';
import { Facts } from './facts';
import { usePages } from './usePages';
import type { DataPanelRequest, DataPanelEvent } from '../../schemas/messages/data';

type Subject = Extract<DataPanelEvent, { type: 'subject' }>;
type Busy = Extract<DataPanelEvent, { type: 'busy' }>;

interface SavedState {
  readonly file: string;
  readonly variant: string;
  readonly filter?: FaceFilter;
}

const host = connect<DataPanelRequest, DataPanelEvent, SavedState>();

function Page() {
  const [subject, setSubject] = useState<Subject>();
  const [overview, setOverview] = useState<DataOverview>();
  const [problem, setProblem] = useState<PanelProblem>();
  const [busy, setBusy] = useState<Busy>();
  const [filter, setFilter] = useState<FaceFilter>(host.state?.filter ?? {});
  const [others, setOthers] = useState<readonly ShownFace[]>([]);
  // The overview of another variant must not be shown as an earlier state of this one.
  const shown = overview && (!subject || overview.variant === subject.state.variant) ? overview : undefined;
  const fits = !shown || filterFits(filter, shown) ? filter : everything;
  const pages = usePages(fits, shown, host.post);
  const receive = useRef(pages.receive);
  receive.current = pages.receive;
  useEffect(() => {
    host.onEvent((event) => {
      if (event.type === 'busy') setBusy(event);
      else if (event.type === 'subject') setSubject(event);
      else if (event.type === 'page') receive.current(event);
      else if (event.type === 'faces') setOthers(event.faces);
      else {
        setBusy(undefined);
        setProblem(event.type === 'problem' ? event.problem : undefined);
        if (event.type === 'load') setOverview(event.overview);
      }
    });
    host.post({ type: 'ready' });
  }, []);
  useEffect(() => {
    if (subject) host.saveState({ ...subject.state, filter: fits });
  }, [subject, fits]);
  const show = useCallback((wanted: FaceFilter) => {
    setFilter(wanted);
    const faces = document.getElementById('faces');
    faces?.scrollIntoView();
    faces?.focus({ preventScroll: true });
  }, []);
  return (
    <main>
      {subject ? <Header subject={subject} /> : <h1 class="visually-hidden">Data</h1>}
      <Status busy={busy} stale={problem !== undefined && shown !== undefined} />
      {problem && <Problem problem={problem} onAct={(type) => host.post({ type })} />}
      {shown && (
        <PictureSubject.Provider value={dataSubject(shown)}>
          <Facts overview={shown} show={show} />
          <ClassPanels overview={shown} show={show} />
          <Browser
            overview={shown}
            filter={fits}
            pages={pages}
            onFilter={setFilter}
            others={others}
            onSelect={({ identical }) => identical.length > 0 && host.post({ type: 'faces', ids: identical })}
          />
        </PictureSubject.Provider>
      )}
    </main>
  );
}

const everything: FaceFilter = {};

/** Whether the filter's split, class and trait exist in this data: the file may have been edited since. */
function filterFits({ split, label, trait }: FaceFilter, { splits, classNames, traits }: DataOverview): boolean {
  const hasSplit = split === undefined || splits.some((each) => each.split === split);
  return hasSplit && (label ?? 0) < classNames.length && (trait === undefined || traits[trait] > 0);
}

function Status({ busy, stale }: { busy: Busy | undefined; stale: boolean }) {
  const known = busy?.done !== undefined && busy.total !== undefined && busy.total > 0;
  return (
    <div class="status">
      <p class="muted" role="status">
        {busy ? `${busy.detail ?? 'Reading the data'} …` : stale ? 'The data below is from before this problem.' : ''}
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

function Header({ subject: { name, variants, state } }: { subject: Subject }) {
  return (
    <header>
      <h1>Data of {name}</h1>
      <div class="actions">
        {variants.length > 1 && (
          <Select
            name="Variant"
            value={state.variant}
            options={variants.map((variant) => [variant, variant])}
            onChoose={(variant) => host.post({ type: 'choose', variant })}
          />
        )}
        <vscode-button secondary icon="checklist" onClick={() => host.post({ type: 'audit' })}>
          Audit
        </vscode-button>
      </div>
    </header>
  );
}

render(<Page />, document.getElementById('root')!);
