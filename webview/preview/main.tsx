/** The page that shows training faces before and after augmentation. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import { connect } from '../shared/host';
import { Problem } from '../shared/problem';
import { Select } from '../shared/select';
import '../shared/base.css';
import './preview.css';
import { Faces } from './faces';
import type {
  AugmentationPreview,
  PreviewPanelEvent,
  PreviewProblem,
  PreviewPanelRequest,
  PreviewState,
} from '../../schemas/messages/preview';

const host = connect<PreviewPanelRequest, PreviewPanelEvent, PreviewState>();

type Subject = Extract<PreviewPanelEvent, { type: 'subject' }>;

function Page() {
  const [subject, setSubject] = useState<Subject>();
  const [preview, setPreview] = useState<AugmentationPreview>();
  const [problem, setProblem] = useState<PreviewProblem>();
  const [busy, setBusy] = useState(true);
  useEffect(() => {
    host.onEvent((event) => {
      setBusy(event.type === 'busy' || event.type === 'subject');
      switch (event.type) {
        case 'subject':
          setSubject(event);
          host.saveState(event.state);
          return;
        case 'load':
          setPreview(event.preview);
          setProblem(undefined);
          return;
        case 'problem':
          setProblem(event.problem);
      }
    });
    host.post({ type: 'ready' });
  }, []);
  // The preview of another variant must not be shown as an earlier state of this one.
  const shown = preview && (!subject || preview.variant === subject.state.variant) ? preview : undefined;
  return (
    <main>
      {subject ? <Header subject={subject} /> : <h1 class="visually-hidden">Augmentation</h1>}
      <p class="muted status" role="status">
        {busy ? 'Drawing …' : problem && shown ? 'The faces below are from before this problem.' : ''}
      </p>
      {problem && <Problem problem={problem} onAct={(type) => host.post({ type })} />}
      {shown && <Drawn preview={shown} />}
    </main>
  );
}

function Header({ subject: { name, variants, state } }: { subject: Subject }) {
  return (
    <header>
      <h1>Augmentation of {name}</h1>
      {variants.length > 1 && (
        <Select
          name="Variant"
          value={state.variant}
          options={variants.map((variant) => [variant, variant])}
          onChoose={(variant) => host.post({ type: 'choose', variant })}
        />
      )}
    </header>
  );
}

const example = '"techniques": { "augmentation": { "horizontalFlip": true, "shear": 5 } }';

function Drawn({ preview }: { preview: AugmentationPreview }) {
  if (preview.changes) return <Faces preview={preview} changes={preview.changes} />;
  return (
    <section class="empty">
      <h2>No augmentation</h2>
      <p>
        The network sees the same faces in every epoch. To change them at random, add this to the file or a variant:
      </p>
      <pre>
        <code>{example}</code>
      </pre>
      <p class="muted">
        Completions and hovers in the file say what each transformation does and what it gained in the study.
      </p>
      <vscode-button onClick={() => host.post({ type: 'openFile' })}>Open the File</vscode-button>
    </section>
  );
}

render(<Page />, document.getElementById('root')!);
