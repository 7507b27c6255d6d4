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
}

const any = '';
const mostFaces = 24;

const kinds: Readonly<Record<FaceChoice['by'], string>> = {
  mistakes: 'Most confident mistakes',
  random: 'Random faces',
  examples: 'Faces by number',
};

export function Choice({ choice: initial, classNames, busy, onExplain, onCancel }: Props) {
  const [choice, setChoice] = useState(initial);
  const [count, setCount] = useState(initial.faces.by === 'examples' ? 6 : initial.faces.count);
  const [ids, setIds] = useState(initial.faces.by === 'examples' ? initial.faces.examples.join(', ') : '');
  const [of, setOf] = useState(initial.faces.by === 'examples' ? any : (initial.faces.of ?? any));
  const { by } = choice.faces;
  const change = (fields: Partial<ExplainChoice>) => setChoice({ ...choice, ...fields });
  const faces = chosenFaces(by, { count, ids, of });
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
        onChoose={(kind) => change({ faces: { ...firstOf[kind as FaceChoice['by']] } })}
      />
      {by === 'examples' ? (
        <label class="field">
          <span class="muted">Numbers</span>
          <input type="text" class="wide" value={ids} onInput={(event) => setIds(event.currentTarget.value)} />
        </label>
      ) : (
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
      <Select
        name="Split"
        value={choice.split}
        options={(['test', 'validation', 'train'] as const).map((split) => [split, split] as const)}
        onChoose={(split) => change({ split: split as ExplainChoice['split'] })}
      />
      <Select
        name="For class"
        value={choice.target}
        options={[['predicted', 'predicted'], ['true', 'true'], ...classes]}
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
};

/** Undefined if the typed values name no faces. */
function chosenFaces(
  by: FaceChoice['by'],
  { count, ids, of }: { readonly count: number; readonly ids: string; readonly of: string },
): FaceChoice | undefined {
  if (by === 'examples') {
    const words = ids.split(/[\s,]+/).filter((word) => word !== '');
    const numbers = words.map(Number);
    const valid = numbers.length > 0 && numbers.every((id) => Number.isInteger(id) && id >= 0);
    return valid ? { by, examples: numbers.slice(0, mostFaces) } : undefined;
  }
  if (!Number.isInteger(count) || count < 1 || count > mostFaces) return undefined;
  return { by, count, ...(of !== any && { of }) };
}
