/** The page of one run: live while it trains, with its result when it has ended. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { RunState } from '../../schemas/runDirectory';
import { Blank } from '../shared/blank';
import { runSubject } from '../../figures/runFigures';
import { PictureSubject } from '../shared/exportPicture';
import { connect } from '../shared/host';
import { stateIcons } from '../shared/state';
import '../shared/base.css';
import './run.css';
import { Ancestry } from './ancestry';
import { FacesContext, type FacesAnswers } from './facesContext';
import { Folds } from './folds';
import { Header } from './header';
import { Place } from './place';
import { Relabelled } from './relabelled';
import { applyUpdate } from './history';
import { Note } from './note';
import { LearningCurves } from './learningCurves';
import { Result } from './result';
import type { RunPanelEvent, RunPlace, RunView, RunPanelRequest, RunPanelState } from '../../schemas/messages/run';

const host = connect<RunPanelRequest, RunPanelEvent, RunPanelState>();

interface Draft {
  /** Of the run. */
  readonly directory: string;
  readonly text: string;
}

/** The note that was being written before the page was hidden or the window reloaded. */
function firstDraft(): Draft | undefined {
  const { directory, draft } = host.state ?? {};
  return directory === undefined || draft === undefined ? undefined : { directory, text: draft };
}

function Page() {
  const [view, setView] = useState<RunView>();
  const [place, setPlace] = useState<RunPlace>();
  const [draft, setDraft] = useState(firstDraft);
  const [missing, setMissing] = useState<string>();
  const [faces, setFaces] = useState<FacesAnswers>({ attempt: 0 });
  useEffect(() => {
    host.onEvent((event) => {
      if (event.type === 'missing') setMissing(event.directory);
      else if (event.type === 'place') setPlace(event.place);
      else if (event.type === 'faces') setFaces((before) => ({ ...before, found: event.found }));
      else if (event.type === 'duplicates') setFaces((before) => ({ ...before, duplicates: event.faces }));
      else if (event.type === 'relabelled') setFaces((before) => ({ ...before, relabelled: event }));
      else if (event.type === 'accessChanged') setFaces(({ attempt }) => ({ attempt: attempt + 1 }));
      else if (event.type === 'update') setView((current) => current && applyUpdate(current, event.update));
      else {
        setMissing(undefined);
        setView(event.run);
      }
    });
    host.post({ type: 'ready' });
  }, []);
  const directory = view?.header.directory;
  const pinned = place?.pinned === true;
  const written = draft?.directory === directory ? draft?.text : undefined;
  useEffect(() => {
    if (directory !== undefined) {
      host.saveState({ directory, pinned, ...(written !== undefined && { draft: written }) });
    }
  }, [directory, pinned, written]);
  if (missing !== undefined) {
    return (
      <Blank title="This run is no longer there.">
        <code>{missing}</code>
      </Blank>
    );
  }
  if (!view) return <Blank title="Reading the run …" />;
  return (
    <main>
      {place && <Place place={place} post={host.post} />}
      <Header header={view.header} trainingSeconds={view.summary?.trainingSeconds} post={host.post} />
      <Note
        header={view.header}
        draft={written}
        onDraft={(text) => setDraft(text === undefined ? undefined : { directory: view.header.directory, text })}
        post={host.post}
      />
      <Ancestry header={view.header} post={host.post} />
      <Notices view={view} />
      <PictureSubject.Provider value={runSubject(view.header)}>
        {view.search && <Folds search={view.search} />}
        <LearningCurves view={view} />
        <FacesContext.Provider value={{ ...faces, post: host.post }}>
          <Result view={view} />
          {view.relabelled && <Relabelled record={view.relabelled} />}
        </FacesContext.Provider>
      </PictureSubject.Provider>
    </main>
  );
}

const noticeKinds: Partial<Record<RunState, string>> = { failed: 'error', interrupted: 'warning' };

function Notices({ view: { header } }: { view: RunView }) {
  const { state, message, remedy, warnings } = header;
  return (
    <>
      {message !== undefined && state !== 'completed' && (
        <div class={`notice ${noticeKinds[state] ?? ''}`} role="alert">
          <vscode-icon name={stateIcons[state]} />
          <div>
            <p>{message}</p>
            {remedy && <p>{remedy}</p>}
          </div>
        </div>
      )}
      {warnings.length > 0 && (
        <details class="warnings">
          <summary>
            <vscode-icon name="warning" /> {warnings.length === 1 ? '1 thing' : `${warnings.length} things`} to know
            about this run
          </summary>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

render(<Page />, document.getElementById('root')!);
