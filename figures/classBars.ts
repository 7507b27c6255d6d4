/** Draws how many faces each class has: a panel of bars for each split, as the study showed its data. */
import { colours, element, head, headHeight, palette, svgDocument, text, textWidth } from './svg';
import { count, counted, percent } from '../words/numbers';

export interface ClassBars {
  readonly title: string;
  readonly subtitle?: string;
  readonly classNames: readonly string[];
  readonly panels: readonly { readonly title: string; readonly classes: readonly number[] }[];
}

const columns = 2;
const rowHeight = 22;
const panelWidth = 400;
const gap = 24;
const margin = 16;

export function classBars({ title, subtitle, classNames, panels }: ClassBars): string {
  const across = Math.min(columns, panels.length);
  const width = 2 * margin + across * panelWidth + (across - 1) * gap;
  const panelHeight = 34 + classNames.length * rowHeight + 10;
  const top = headHeight(subtitle);
  const rows = Math.ceil(panels.length / across);
  const height = top + rows * (panelHeight + 12);
  const description = panels
    .map((panel) => {
      const all = sum(panel.classes);
      return `${panel.title}, ${counted(all, 'face')}: ${classNames.map((name, i) => `${name} ${count(panel.classes[i]!)}`).join(', ')}`;
    })
    .join('. ');
  return svgDocument(
    { width, height, title, description },
    head(title, subtitle, width),
    ...panels.map((panel, index) => {
      const x = margin + (index % across) * (panelWidth + gap);
      const y = top + Math.floor(index / across) * (panelHeight + 12);
      return element('g', { transform: `translate(${x} ${y})` }, ...bars(panel, classNames));
    }),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function bars({ title, classes }: ClassBars['panels'][number], names: readonly string[]): string[] {
  const all = sum(classes);
  const left = 10 + Math.max(...names.map((name) => textWidth(name)));
  const labels = classes.map((value) => `${count(value)} (${percent(all === 0 ? 0 : value / all)})`);
  const room = panelWidth - left - 10 - Math.max(...labels.map((label) => textWidth(label)));
  const most = Math.max(1, ...classes);
  return [
    text(0, 16, title, { bold: true }),
    text(panelWidth, 16, `${counted(all, 'face')}`, { anchor: 'end', colour: colours.muted }),
    element('line', { x1: 0, x2: panelWidth, y1: 24, y2: 24, stroke: colours.grid }),
    ...names.flatMap((name, index) => {
      const y = 34 + index * rowHeight;
      const length = (room * classes[index]!) / most;
      return [
        text(left - 8, y + 13, name, { anchor: 'end' }),
        element('rect', { x: left, y: y + 1, width: length, height: rowHeight - 6, fill: palette[0] }),
        text(left + length + 6, y + 13, labels[index]!, { colour: colours.muted }),
      ];
    }),
  ];
}
