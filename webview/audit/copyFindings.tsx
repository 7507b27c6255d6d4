/** Shows pairs and groups of copies: across splits first, since these make a score too high. */
import { useMemo, useState } from 'preact/hooks';
import type { AuditedFace, CopyFindings, NearPair } from '../../schemas/audit';
import { count, decimal, percent } from '../../words/numbers';
import { Select } from '../shared/select';
import { type Finding, Findings } from './findings';
import type { Pictures } from './usePictures';

const choices = {
  nearAcross: 'Near copies across splits',
  exactAcross: 'Identical across splits',
  nearConflicting: 'Near copies with different labels',
  exactConflicting: 'Identical with different labels',
  near: 'All near copies',
  exact: 'All identical',
} as const;
type Choice = keyof typeof choices;

const isAcross = (faces: readonly AuditedFace[]): boolean =>
  new Set(faces.flatMap(({ split }) => split ?? [])).size > 1;
const isConflicting = (faces: readonly AuditedFace[]): boolean => new Set(faces.map(({ fer }) => fer)).size > 1;

function findingsOf({ near, groups }: CopyFindings, choice: Choice): Finding[] {
  const wanted = choice.endsWith('Across') ? isAcross : choice.endsWith('Conflicting') ? isConflicting : () => true;
  return choice.startsWith('near')
    ? near
        .map((pair): Finding => ({ faces: [pair.first, pair.second], words: changeWords(pair) }))
        .filter(({ faces }) => wanted(faces))
    : groups.map(({ faces }): Finding => ({ faces, words: 'Identical' })).filter(({ faces }) => wanted(faces));
}

/** What makes the second face of the first, as far as the eye sees it. */
function changeWords({ correlation, change: { flipped, turn, scale, shift } }: NearPair): string {
  const far = Math.hypot(...shift);
  const parts = [
    flipped ? 'flipped' : '',
    Math.abs(turn) >= 1 ? `turned by ${decimal(Math.abs(turn), 0)}°` : '',
    Math.abs(scale - 1) >= 0.02 ? `scaled to ${percent(scale, 0)}` : '',
    far >= 0.5 ? `shifted by ${decimal(far, 1)} pixels` : '',
  ].filter(Boolean);
  const words = parts.length === 0 ? 'other contrast or details' : parts.join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}; correlation ${decimal(correlation, 3)}`;
}

export function Copies({ copies, pictures }: { readonly copies: CopyFindings; readonly pictures: Pictures }) {
  const found = useMemo(
    () =>
      (Object.keys(choices) as Choice[])
        .map((choice) => ({ choice, findings: findingsOf(copies, choice) }))
        .filter(({ findings }) => findings.length > 0),
    [copies],
  );
  const [wanted, setWanted] = useState<Choice>('nearAcross');
  const chosen = found.find(({ choice }) => choice === wanted) ?? found[0];
  if (!chosen) return null;
  return (
    <>
      <Select
        name="Show"
        value={chosen.choice}
        options={found.map(({ choice, findings }) => [choice, `${choices[choice]} (${count(findings.length)})`])}
        onChoose={(choice) => setWanted(choice as Choice)}
      />
      <Findings name={choices[chosen.choice]} findings={chosen.findings} pictures={pictures} />
    </>
  );
}
