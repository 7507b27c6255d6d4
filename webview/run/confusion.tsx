/** Confusion matrix of a split, as counts or as shares of each true class. */
import { useState } from 'preact/hooks';
import type { SplitMetrics } from '../../schemas/generated/summary';
import { count } from '../shared/format';

export function Confusion({ split }: { split: SplitMetrics }) {
  const [normalised, setNormalised] = useState(true);
  const names = split.classes.map(({ name }) => name);
  return (
    <div>
      <table class="confusion">
        <caption>
          Confusion <span class="muted">true class in rows, predicted in columns</span>
        </caption>
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
          {split.confusion.map((row, truth) => {
            const total = row.reduce((sum, value) => sum + value, 0);
            return (
              <tr key={names[truth]}>
                <th scope="row">{names[truth]}</th>
                {row.map((value, predicted) => {
                  const share = total > 0 ? value / total : 0;
                  const words = `${count(value)} of ${count(total)} ${names[truth]} called ${names[predicted]}`;
                  return (
                    <td
                      key={names[predicted]}
                      class={truth === predicted ? 'right' : ''}
                      style={{ '--share': share }}
                      title={words}
                    >
                      {normalised ? (total > 0 ? Math.round(share * 100) : '–') : count(value)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <vscode-checkbox
        label="Per cent of the true class"
        checked={normalised}
        onChange={() => setNormalised(!normalised)}
      />
    </div>
  );
}
