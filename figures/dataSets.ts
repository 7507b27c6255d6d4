/** Draws training set × test set as a heat map: rows were trained, columns are tested on. */
import type { SetCell, SetMatrix, SetMetric } from '../schemas/messages/dataSets';
import { cellWords, columnFaces, setMatrixTitle, setMetricWords, setRowName } from '../words/dataSets';
import { figure, type Figure, type Heading } from './figure';
import { isDark, shade } from './shade';
import { colours, element, fitted, head, headHeight, svgDocument, text, textWidth, widestFont, wrapped } from './svg';

const margin = 16;
const cellWidth = 116;
const cellHeight = 52;
const lineHeight = 18;
const widestName = 260;

/** @param subject the comparison's title */
export function setMatrixFigure(matrix: SetMatrix, metric: SetMetric, subject: string): Figure {
  const title = `${setMatrixTitle}: ${setMetricWords[metric]}`;
  return { ...figure(title, subject, (heading) => draw(matrix, metric, heading)), data: { metric, ...matrix } };
}

function draw(matrix: SetMatrix, metric: SetMetric, { title, subtitle }: Heading): string {
  const { sets, rows, notes } = matrix;
  const names = rows.map(setRowName);
  const widest = Math.max(textWidth('trained on'), ...names.map((name) => textWidth(name)));
  const left = margin + Math.min(widestName, widestFont * widest) + 12;
  const width = Math.max(left + sets.length * cellWidth + margin, 520);
  const top = headHeight(subtitle) + 54;
  const floor = top + rows.length * cellHeight;
  const lines = notes.flatMap((note) => wrapped(note, width - 2 * margin));
  const muted = { colour: colours.muted };
  const middle = (column: number): number => left + column * cellWidth + cellWidth / 2;
  const told = rows.map(({ cells }, row) =>
    cells.map((cell, column) => `${names[row]!} on ${sets[column]!}: ${cell ? words(cell, metric) : 'not tested'}`),
  );
  return svgDocument(
    {
      width,
      height: floor + 44 + lines.length * lineHeight,
      title,
      description: `${told.flat().join('. ')}. ${notes.join(' ')}`,
    },
    head(title, subtitle, width),
    text(left + (sets.length * cellWidth) / 2, top - 42, 'tested on', { anchor: 'middle', ...muted }),
    text(margin, top - 8, 'trained on', muted),
    ...sets.flatMap((name, column) => [
      text(middle(column), top - 24, fitted(name, cellWidth - 6), { anchor: 'middle', bold: true }),
      text(middle(column), top - 8, columnFaces(matrix, column), { anchor: 'middle', ...muted }),
    ]),
    ...rows.flatMap(({ cells }, row) => {
      const y = top + row * cellHeight;
      return [
        text(left - 12, y + cellHeight / 2 + 4, fitted(names[row]!, widestName), { anchor: 'end' }),
        ...cells.map((cell, column) => drawCell(cell, metric, left + column * cellWidth, y)),
      ];
    }),
    // Above the cells, so that neighbours do not cover half of the frame.
    ...rows.flatMap(({ cells }, row) =>
      cells.flatMap((cell, column) => (cell?.same ? [frame(left + column * cellWidth, top + row * cellHeight)] : [])),
    ),
    element('rect', { x: margin, y: floor + 12, width: 18, height: 12, fill: 'none', ...framed }),
    text(margin + 26, floor + 22, 'trained and tested on parts of the same set'),
    ...lines.map((line, index) => text(margin, floor + 44 + index * lineHeight, line, muted)),
  );
}

const framed = { stroke: colours.text, 'stroke-width': 2.5 };

const frame = (x: number, y: number): string =>
  element('rect', { x: x + 1, y: y + 1, width: cellWidth - 2, height: cellHeight - 2, fill: 'none', ...framed });

function words(cell: SetCell, metric: SetMetric): string {
  const { value, spread } = cellWords(cell, metric);
  return spread === undefined ? value : `${value} ${spread}`;
}

function drawCell(cell: SetCell | null, metric: SetMetric, x: number, y: number): string {
  const box = { x, y, width: cellWidth, height: cellHeight, stroke: colours.grid };
  const middle = x + cellWidth / 2;
  if (cell === null) {
    return (
      element('rect', { ...box, fill: colours.background }) +
      text(middle, y + cellHeight / 2 + 4, 'not tested', { anchor: 'middle', colour: colours.muted })
    );
  }
  const part = cell.estimates[metric].mean;
  const { value, spread } = cellWords(cell, metric);
  const colour = isDark(part) ? colours.background : colours.text;
  return (
    element('rect', { ...box, fill: shade(part) }) +
    text(middle, y + 22, `${value}${cell.otherFaces ? ' *' : ''}`, { anchor: 'middle', bold: true, colour }) +
    (spread === undefined ? '' : text(middle, y + 40, spread, { anchor: 'middle', colour }))
  );
}
