/** The page that shows which pixels the predictions of a run come from. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { defaultOverlay, type ExplainChoice, type Explanations, type ExplainState } from '../../schemas/explanations';
import type { PanelProblem } from '../../schemas/faces';
import { explanationsSubject } from '../../figures/explanations';
import { Blank } from '../shared/blank';
import { PictureSubject } from '../shared/exportPicture';
import { connect } from '../shared/host';
import { Problem } from '../shared/problem';
import '../shared/base.css';
import './explain.css';
import { Choice } from './choice';
import { onDropped } from './drop';
import { Faces } from './faces';
import type { ExplainPanelRequest, ExplainPanelEvent } from '../../schemas/messages/explain';

const host = connect<ExplainPanelRequest, ExplainPanelEvent, ExplainState>();

type Subject = Extract<ExplainPanelEvent, { type: 'subject' }>;

function Page() {
  const [subject, setSubject] = useState<Subject>();
  const [choice, setChoice] = useState<ExplainChoice>();
  const [explanations, setExplanations] = useState<Explanations>();
  const [problem, setProblem] = useState<PanelProblem>();
  const [busy, setBusy] = useState<string>();
  const [overlay, setOverlay] = useState(host.state?.overlay ?? defaultOverlay);
  useEffect(() => {
    host.onEvent((event) => {
      setBusy(event.type === 'busy' ? (event.detail ?? 'Starting') : undefined);
      if (event.type === 'subject') {
        setSubject(event);
        setChoice(event.state.choice);
      } else if (event.type !== 'cancelled') {
        setProblem(event.type === 'problem' ? event.problem : undefined);
      }
      if (event.type === 'load') setExplanations(event.explanations);
    });
    host.post({ type: 'ready' });
  }, []);
  useEffect(() => {
    if (subject && choice) host.saveState({ directory: subject.state.directory, choice, overlay });
  }, [subject, choice, overlay]);
  useEffect(
    () =>
      onDropped((dropped) => {
        if (!choice) return;
        if (typeof dropped === 'string') return setProblem({ message: dropped });
        setBusy('Starting');
        host.post({ type: 'dropPictures', choice, ...dropped });
      }),
    [choice],
  );
  if (!subject || !choice) return <Blank title="Reading the run …" />;
  const explain = (wanted: ExplainChoice): void => {
    setChoice(wanted);
    setBusy('Starting');
    host.post({ type: 'explain', choice: wanted });
  };
  const { name } = subject;
  const classNames = explanations?.classNames ?? subject.classNames;
  return (
    <main>
      <header>
        <h1>Predictions of {name}, explained</h1>
        <p class="muted">Which pixels speak for a class and which against it, in logits: before the softmax.</p>
      </header>
      <Choice
        key={JSON.stringify(subject.state)}
        choice={choice}
        classNames={classNames}
        busy={busy !== undefined}
        onExplain={explain}
        onCancel={() => host.post({ type: 'cancel' })}
        onChoosePictures={(wanted) => host.post({ type: 'choosePictures', choice: wanted })}
      />
      <p class="muted status" role="status">
        {busy !== undefined
          ? `${busy} …`
          : problem && explanations
            ? 'The faces below are from before this problem.'
            : ''}
      </p>
      {problem && <Problem problem={problem} onAct={(type) => host.post({ type })} />}
      {explanations ? (
        <PictureSubject.Provider value={explanationsSubject(explanations, name)}>
          <Faces explanations={explanations} overlay={overlay} onOverlay={setOverlay} />
        </PictureSubject.Provider>
      ) : (
        busy === undefined &&
        !problem && <p class="empty muted">Nothing has been computed yet. Choose faces and press Explain.</p>
      )}
    </main>
  );
}

render(<Page />, document.getElementById('root')!);
