/** Shows training set × test set as a heat map. */
import { useState } from 'preact/hooks';
import { setMatrixFigure } from '../../figures/dataSets';
import {
  type SetCell,
  type SetFormat,
  setFormats,
  type SetMatrix,
  type SetMetric,
  setMetrics,
} from '../../schemas/messages/dataSets';
import type { ComparisonPanelRequest } from '../../schemas/messages/comparison';
import { cellWords, columnFaces, setMatrixTitle, setMetricWords, setRowName } from '../../words/dataSets';
import { ExportPicture } from '../shared/exportPicture';
import { Scroll } from '../shared/scroll';
import { Select } from '../shared/select';
import './dataSets.css';

const formatWords: Readonly<Record<SetFormat, string>> = { markdown: 'Markdown', csv: 'CSV', json: 'JSON' };

interface Props {
  readonly matrix: SetMatrix;
  readonly post: (request: ComparisonPanelRequest) => void;
}

export function DataSets({ matrix, post }: Props) {
  const [metric, setMetric] = useState<SetMetric>('accuracy');
  const { sets, rows, notes } = matrix;
  return (
    <section class="data-sets" aria-label={setMatrixTitle}>
      <h2>
        {setMatrixTitle}{' '}
        <ExportPicture title={setMatrixTitle} draw={(subject) => setMatrixFigure(matrix, metric, subject)} />{' '}
        <span class="export">
          {setFormats.map((format) => (
            <button
              key={format}
              type="button"
              class="link"
              aria-label={`Export “${setMatrixTitle}” as ${formatWords[format]}`}
              onClick={() => post({ type: 'exportSets', format })}
            >
              {formatWords[format]}
            </button>
          ))}
        </span>
      </h2>
      <Select
        name="Cells show"
        value={metric}
        options={setMetrics.map((each) => [each, setMetricWords[each]])}
        onChoose={(value) => setMetric(setMetrics.find((each) => each === value) ?? 'accuracy')}
      />
      <Scroll label="Table of training sets and test sets">
        <table>
          <caption class="visually-hidden">
            Test {setMetricWords[metric]}: rows were trained, columns are tested on
          </caption>
          <thead>
            <tr>
              <th scope="col">Trained on</th>
              {sets.map((name, column) => (
                <th key={name} scope="col">
                  {name} <span class="muted">{columnFaces(matrix, column)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                <th scope="row">{setRowName(row)}</th>
                {row.cells.map((cell, column) => (
                  <Cell key={sets[column]!} cell={cell} metric={metric} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <ul class="muted">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

function Cell({ cell, metric }: { readonly cell: SetCell | null; readonly metric: SetMetric }) {
  if (cell === null) return <td class="muted">not tested</td>;
  const { value, spread } = cellWords(cell, metric);
  return (
    <td class={cell.same ? 'same' : ''} style={{ '--share': cell.estimates[metric].mean }}>
      <strong>{value}</strong>
      {cell.otherFaces && ' *'} <span>{spread}</span>
      {cell.same && <em>same set</em>}
    </td>
  );
}
