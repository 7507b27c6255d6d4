/** The filters that choose which faces the grid shows. */
import type { DataOverview, FaceFilter, FaceTrait, ShownSplit } from '../../schemas/faces';
import { count } from '../../words/numbers';
import { Select } from '../shared/select';
import { splitWords, traitWords } from '../../words/faceNames';
import { foundSplits, foundTraits } from './words';

interface Props {
  readonly overview: DataOverview;
  readonly filter: FaceFilter;
  readonly onChange: (filter: FaceFilter) => void;
}

/** The entry that does not filter. */
const any = '';

export function Filters({ overview, filter, onChange }: Props) {
  const change = (key: keyof FaceFilter, value: string): void => {
    const others = Object.fromEntries(Object.entries(filter).filter(([each]) => each !== key)) as FaceFilter;
    const chosen = key === 'label' ? Number(value) : value;
    onChange(value === any ? others : { ...others, [key]: chosen });
  };
  return (
    <div class="filters" role="group" aria-label="Filters">
      <Select
        name="Split"
        value={filter.split ?? any}
        options={[
          [any, 'All splits'],
          ...foundSplits(overview).map((split: ShownSplit) => [split, splitWords[split]] as const),
        ]}
        onChoose={(value) => change('split', value)}
      />
      <Select
        name="Class"
        value={filter.label === undefined ? any : String(filter.label)}
        options={[[any, 'All classes'], ...overview.classNames.map((name, label) => [String(label), name] as const)]}
        onChoose={(value) => change('label', value)}
      />
      <Select
        name="Only"
        value={filter.trait ?? any}
        options={[
          [any, 'All faces'],
          ...foundTraits(overview).map(
            (trait: FaceTrait) => [trait, `${traitWords[trait]} (${count(overview.traits[trait])})`] as const,
          ),
        ]}
        onChoose={(value) => change('trait', value)}
      />
      {Object.keys(filter).length > 0 && (
        <vscode-button secondary icon="clear-all" onClick={() => onChange({})}>
          All
        </vscode-button>
      )}
    </div>
  );
}
