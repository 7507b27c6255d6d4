/** The form that chooses which faces are explained, by which methods, and for which class. */
import { useState } from 'preact/hooks';
import { attributionMethods, type ExplainChoice, type FaceChoice, methodTitles } from '../../schemas/explanations';
import { Select } from '../shared/select';

interface Props {
  /** The choice whose explanations are shown or being computed. */
  readonly choice: ExplainChoice;
  readonly classNames: readonly string[];
  readonly busy: boolean;
  readonly onExplain: (choice: ExplainChoice) => void;
  readonly onCancel: () => void;
  /** Asks for pictures of the user, which are then explained by the rest of the choice. */
  readonly onChoosePictures: (choice: ExplainChoice) => void;
}

const any = '';
const mostFaces = 24;

const kinds: Readonly<Record<FaceChoice['by'], string>> = {
  mistakes: 'Most confident mistakes',
  random: 'Random faces',
  examples: 'Faces by number',
  pictures: 'Pictures of yours',
};

export function Choice({ choice: initial, classNames, busy, onExplain, onCancel, onChoosePictures }: Props) {
  const [choice, setChoice] = useState(initial);
  const [count, setCount] = useState('count' in initial.faces ? initial.faces.count : 6);
  const [ids, setIds] = useState('examples' in initial.faces ? initial.faces.examples.join(', ') : '');
  const [of, setOf] = useState('of' in initial.faces ? (initial.faces.of ?? any) : any);
  const files = 'files' in initial.faces ? initial.faces.files : [];
  const { by } = choice.faces;
  const change = (fields: Partial<ExplainChoice>) => setChoice({ ...choice, ...fields });
  const faces = chosenFaces(by, { count, ids, of, files });
  const ready = faces !== undefined && choice.methods.length > 0;
  const explain = (event: Event): void => {
    event.preventDefault();
    if (busy) onCancel();
    else if (faces && ready) onExplain({ ...choice, faces });
  };
  const classes = classNames.map((name) => [name, name] as const);
  return (
    <form class="choices" onSubmit={explain}>
      <Select
        name="Faces"
        value={by}
        options={Object.entries(kinds)}
        onChoose={(kind) => {
          const isPictures = kind === 'pictures';
          // A picture has no true class.
          const target = isPictures && choice.target === 'true' ? 'predicted' : choice.target;
          change({ faces: { ...firstOf[kind as FaceChoice['by']] }, target });
        }}
      />
      {by === 'pictures' && (
        <>
          <vscode-button secondary disabled={busy} onClick={() => onChoosePictures(choice)}>
            Choose Pictures…
          </vscode-button>
          <span class="muted">or hold Shift and drop them on this page</span>
        </>
      )}
      {by === 'examples' && (
        <label class="field">
          <span class="muted">Numbers</span>
          <input type="text" class="wide" value={ids} onInput={(event) => setIds(event.currentTarget.value)} />
        </label>
      )}
      {(by === 'mistakes' || by === 'random') && (
        <>
          <label class="field">
            <span class="muted">How many</span>
            <input
              type="number"
              min={1}
              max={mostFaces}
              value={count}
              onInput={(event) => setCount(event.currentTarget.valueAsNumber)}
            />
          </label>
          <Select name="True class" value={of} options={[[any, 'All classes'], ...classes]} onChoose={setOf} />
        </>
      )}
      {by !== 'pictures' && (
        <Select
          name="Split"
          value={choice.split}
          options={(['test', 'validation', 'train'] as const).map((split) => [split, split] as const)}
          onChoose={(split) => change({ split: split as ExplainChoice['split'] })}
        />
      )}
      <Select
        name="For class"
        value={choice.target}
        options={[['predicted', 'predicted'], ...(by === 'pictures' ? [] : [['true', 'true'] as const]), ...classes]}
        onChoose={(target) => change({ target })}
      />
      <Select
        name="Compared with"
        value={choice.baseline}
        options={[
          ['black', 'black'],
          ['mean', 'mean face'],
        ]}
        onChoose={(baseline) => change({ baseline: baseline as ExplainChoice['baseline'] })}
      />
      <fieldset>
        <legend class="muted">Methods</legend>
        {attributionMethods.map((method) => (
          <label key={method} class="check">
            <input
              type="checkbox"
              checked={choice.methods.includes(method)}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                const wanted = (each: typeof method) => (each === method ? on : choice.methods.includes(each));
                change({ methods: attributionMethods.filter(wanted) });
              }}
            />
            {methodTitles[method]}
          </label>
        ))}
      </fieldset>
      <vscode-button secondary={busy} disabled={!busy && !ready} onClick={explain}>
        {busy ? 'Cancel' : 'Explain'}
      </vscode-button>
    </form>
  );
}

const firstOf: Readonly<Record<FaceChoice['by'], FaceChoice>> = {
  mistakes: { by: 'mistakes', count: 6 },
  random: { by: 'random', count: 6 },
  examples: { by: 'examples', examples: [] },
  pictures: { by: 'pictures', files: [] },
};

/** Undefined if the typed values name no faces. */
function chosenFaces(
  by: FaceChoice['by'],
  typed: { readonly count: number; readonly ids: string; readonly of: string; readonly files: readonly string[] },
): FaceChoice | undefined {
  const { count, ids, of, files } = typed;
  if (by === 'pictures') return files.length > 0 ? { by, files } : undefined;
  if (by === 'examples') {
    const words = ids.split(/[\s,]+/).filter((word) => word !== '');
    const numbers = words.map(Number);
    const valid = numbers.length > 0 && numbers.every((id) => Number.isInteger(id) && id >= 0);
    return valid ? { by, examples: numbers.slice(0, mostFaces) } : undefined;
  }
  if (!Number.isInteger(count) || count < 1 || count > mostFaces) return undefined;
  return { by, count, ...(of !== any && { of }) };
}
