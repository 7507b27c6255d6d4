/** Chooses what a file of exclusions lists, and asks for it to be written. */
import { useState } from 'preact/hooks';
import { type AuditReport, type ExclusionKind, exclusionKinds, usualExclusions } from '../../schemas/audit';
import { counted } from '../../words/numbers';

const kindWords: Readonly<Record<ExclusionKind, string>> = {
  leaks:
    'Training and validation faces that are copies of test faces, and training faces that are copies of validation faces',
  conflicting: 'Training and validation faces with a copy there that has another label',
  copies: 'Second and later copies of a training face',
  nonFaces: 'Pictures without a face',
  labels: 'Faces whose label probably is wrong',
};

interface Props {
  readonly excludable: AuditReport['excludable'];
  readonly onWrite: (kinds: readonly ExclusionKind[]) => void;
}

export function Exclude({ excludable, onWrite }: Props) {
  const [chosen, setChosen] = useState<readonly ExclusionKind[]>(usualExclusions);
  const possible = exclusionKinds.filter((kind) => excludable[kind] > 0);
  const written = possible.filter((kind) => chosen.includes(kind));
  const toggle = (kind: ExclusionKind): void =>
    setChosen(chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind]);
  return (
    <section aria-labelledby="exclude">
      <h2 id="exclude">Leave faces out</h2>
      {possible.length === 0 ? (
        <p class="muted">There is no training or validation face to leave out.</p>
      ) : (
        <>
          <p>
            A text file lists the faces; <code>data.exclude</code> of an experiment names it. Test faces are never
            listed, so that results stay comparable.
          </p>
          <ul class="kinds">
            {possible.map((kind) => (
              <li key={kind}>
                <label>
                  <input type="checkbox" checked={chosen.includes(kind)} onChange={() => toggle(kind)} />
                  <span>
                    {kindWords[kind]} <span class="muted">({counted(excludable[kind], 'face')})</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <vscode-button disabled={written.length === 0} onClick={() => written.length > 0 && onWrite(written)}>
            Write Exclusion File…
          </vscode-button>
        </>
      )}
    </section>
  );
}
