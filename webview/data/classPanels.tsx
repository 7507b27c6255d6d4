/** Shows how many faces each class has: a table of bars for each split. A click on a row shows its faces. */
import { classesFigure, classesTitle } from '../../figures/dataFigures';
import type { DataOverview, FaceFilter } from '../../schemas/faces';
import { ExportPicture } from '../shared/exportPicture';
import { percent } from '../shared/format';
import { splitWords } from '../../words/faceNames';
import { count, counted } from '../../words/numbers';

interface Props {
  readonly overview: DataOverview;
  readonly show: (filter: FaceFilter) => void;
}

export function ClassPanels({ overview, show }: Props) {
  const { classNames, splits } = overview;
  return (
    <section aria-label={classesTitle}>
      <div class="section-head">
        <h2>{classesTitle}</h2>
        <ExportPicture title={classesTitle} draw={(subject) => classesFigure(overview, subject)} />
      </div>
      <div class="class-panels">
        {splits.map(({ split, count: all, classes }) => {
          const most = Math.max(1, ...classes);
          return (
            <table key={split} class="class-bars">
              <caption>
                <button type="button" class="link" onClick={() => show({ split })}>
                  {splitWords[split]}
                </button>
                <span class="muted">{counted(all, 'face')}</span>
              </caption>
              <thead class="visually-hidden">
                <tr>
                  <th scope="col">Class</th>
                  <th scope="col">Faces</th>
                </tr>
              </thead>
              <tbody>
                {classes.map((value, label) => {
                  const name = classNames[label]!;
                  const share = all === 0 ? 0 : value / all;
                  return (
                    <tr
                      key={name}
                      title={`${count(value)} of ${count(all)} ${splitWords[split].toLowerCase()} faces are ${name}: ${percent(share)}`}
                      onClick={() => show({ split, label })}
                    >
                      <th scope="row">{name}</th>
                      <td>
                        <span class="bar" style={{ '--share': value / most }} />
                        <button
                          type="button"
                          class="link number"
                          aria-label={`${count(value)} faces of ${name}, ${percent(share)}: show them`}
                        >
                          {count(value)}
                        </button>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          );
        })}
      </div>
    </section>
  );
}
