/** Shows a row's differences to the baseline by class, as a forest plot. */
import { forestFigure, forestTitle, isFew, lineName } from '../../figures/forest';
import { fewFaces } from '../../schemas/fewFaces';
import { count } from '../../words/numbers';
import { shortVerdict } from '../../words/verdicts';
import { ExportPicture } from '../shared/exportPicture';
import { Scroll } from '../shared/scroll';
import { DifferenceBar } from './differenceBar';
import type { Forest as ForestPlot, ForestLine } from '../../schemas/messages/comparison';

export function Forest({ forest }: { forest: ForestPlot }) {
  const { of, baseline, lines, note } = forest;
  const scale = Math.max(0, ...lines.flatMap(({ difference: { low, high } }) => [Math.abs(low), Math.abs(high)]));
  return (
    <section class="forest" aria-label={forestTitle}>
      <h2>
        {forestTitle}{' '}
        <span class="muted">
          {of} against {baseline}
        </span>{' '}
        {lines.length > 0 && <ExportPicture title={forestTitle} draw={(subject) => forestFigure(forest, subject)} />}
      </h2>
      {lines.length > 0 && (
        <Scroll label="Table of differences by class">
          <table>
            <caption class="visually-hidden">
              Differences in accuracy and in the recall of each class, in points
            </caption>
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col" class="number">
                  Faces
                </th>
                <th
                  scope="col"
                  title="With its 95 % interval for another seed and other faces of this kind; the thick bar is for these test faces alone"
                >
                  Difference in points
                </th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line key={line.class ?? ''} line={line} scale={Math.min(1, scale)} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <p class="muted">{note}</p>
    </section>
  );
}

function Line({ line, scale }: { line: ForestLine; scale: number }) {
  const few = isFew(line);
  // Of few faces, no bar stands out.
  const difference = few ? { ...line.difference, verdict: 'unclear' as const } : line.difference;
  return (
    <tr class={few ? 'few' : ''}>
      <th scope="row">{lineName(line)}</th>
      <td class="number">{count(line.faces)}</td>
      <td>
        <DifferenceBar difference={difference} metric="accuracy" scale={scale} />
      </td>
      <td title={line.difference.words}>
        {few ? `fewer than ${fewFaces} faces: says little` : shortVerdict(line.difference)}
      </td>
    </tr>
  );
}
