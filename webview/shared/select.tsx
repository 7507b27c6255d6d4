/** A drop-down list with its name. */
interface Props {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string) => void;
}

export function Select({ name, value, options, onChoose }: Props) {
  return (
    <label class="field">
      <span class="muted">{name}</span>
      <vscode-single-select
        label={name}
        value={value}
        onChange={(event) => onChoose((event.currentTarget as unknown as { value: string }).value)}
      >
        {options.map(([each, words]) => (
          <vscode-option key={each} value={each} selected={each === value}>
            {words}
          </vscode-option>
        ))}
      </vscode-single-select>
    </label>
  );
}
