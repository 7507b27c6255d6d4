/** Shows the confusion matrix of a split, as counts or as shares of each true class. A click on a cell shows its faces. */
import { useState } from 'preact/hooks';
import { confusionFigure, confusionTitle } from '../../figures/runFigures';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { ExportPicture } from '../shared/exportPicture';
import { Scroll } from '../shared/scroll';
import { count, decimal } from '../../words/numbers';

interface Props {
  /** As in the summary. */
  readonly name: string;
  readonly split: SplitMetrics;
  readonly selected: { readonly truth: number; readonly predicted: number } | undefined;
  readonly onSelect: (truth: number, predicted: number) => void;
}

export function Confusion({ name, split, selected, onSelect }: Props) {
  const [normalised, setNormalised] = useState(true);
  const names = split.classes.map(({ name }) => name);
  const { confusion } = split;
  return (
    <div class="confused">
      <h3>
        Confusion <span class="muted">true class in rows, predicted in columns</span>
        <ExportPicture
          title={confusionTitle(name)}
          draw={(subject) => confusionFigure(name, split, normalised, subject)}
        />
      </h3>
      <Scroll label="Confusion of classes">
        <table class="confusion">
          <caption class="visually-hidden">Confusion, true class in rows, predicted in columns</caption>
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col">
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, truth) => {
              const total = row.reduce((sum, value) => sum + value, 0);
              return (
                <tr key={names[truth]}>
                  <th scope="row">{names[truth]}</th>
                  {row.map((value, predicted) => {
                    const share = total > 0 ? value / total : 0;
                    const words = `${count(value)} of ${count(total)} ${names[truth]} predicted as ${names[predicted]}`;
                    const shown = normalised ? (total > 0 ? decimal(100 * share, 0) : '–') : count(value);
                    const chosen = selected?.truth === truth && selected.predicted === predicted;
                    return (
                      <td
                        key={names[predicted]}
                        class={`${truth === predicted ? 'right' : ''} ${chosen ? 'chosen' : ''}`}
                        style={{ '--share': share }}
                        title={words}
                      >
                        {value === 0 ? (
                          shown
                        ) : (
                          <button
                            type="button"
                            aria-label={`${shown}${normalised ? ' %, ' : ': '}${words}, show these faces`}
                            aria-pressed={chosen}
                            onClick={() => onSelect(truth, predicted)}
                          >
                            {shown}
                          </button>
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <vscode-checkbox
        label="Per cent of the true class"
        checked={normalised}
        onChange={() => setNormalised(!normalised)}
      />
    </div>
  );
}
