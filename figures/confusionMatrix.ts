/** Draws a confusion matrix: true classes in rows, predicted ones in columns. */
import { isDark, shade } from './shade';
import { colours, element, head, headHeight, svgDocument, text, textWidth } from './svg';
import { count, decimal } from '../words/numbers';

export interface ConfusionMatrix {
  readonly title: string;
  readonly subtitle?: string;
  readonly classNames: readonly string[];
  /** Counts, `[true][predicted]`. */
  readonly confusion: readonly (readonly number[])[];
  /** Shows per cent of each true class instead of counts. */
  readonly normalised: boolean;
}

const cell = 52;

export function confusionMatrix({ title, subtitle, classNames, confusion, normalised }: ConfusionMatrix): string {
  const names = Math.max(...classNames.map((name) => textWidth(name)));
  const left = 52 + names;
  const top = headHeight(subtitle) + names * 0.75 + 34;
  const size = cell * classNames.length;
  const width = Math.max(left + size + 24, 420);
  const height = top + size + 20;
  const totals = confusion.map((row) => row.reduce((sum, value) => sum + value, 0));
  const right = classNames.map((name, index) => `${name} ${confusion[index]![index]!} of ${totals[index]!}`);
  const cells = confusion.flatMap((row, truth) =>
    row.map((value, predicted) => {
      const part = totals[truth]! > 0 ? value / totals[truth]! : 0;
      const written = normalised ? (totals[truth]! > 0 ? decimal(100 * part, 0) : '–') : count(value);
      const [x, y] = [left + predicted * cell, top + truth * cell];
      return (
        element('rect', { x, y, width: cell, height: cell, fill: shade(part), stroke: colours.grid }) +
        text(x + cell / 2, y + cell / 2 + 4, written, {
          anchor: 'middle',
          bold: truth === predicted,
          colour: isDark(part) ? colours.background : colours.text,
        })
      );
    }),
  );
  return svgDocument(
    { width, height, title, description: `${title}. Correct: ${right.join(', ')}.` },
    head(title, subtitle, width),
    ...cells,
    ...classNames.map((name, index) => {
      const at = index * cell + cell / 2;
      return (
        text(left - 8, top + at + 4, name, { anchor: 'end' }) + text(left + at - 2, top - 8, name, { rotate: -45 })
      );
    }),
    text(
      left + size / 2,
      headHeight(subtitle) + 8,
      `predicted, in ${normalised ? 'per cent of the true class' : 'faces'}`,
      { anchor: 'middle', colour: colours.muted },
    ),
    text(20, top + size / 2, 'true', { anchor: 'middle', colour: colours.muted, rotate: -90 }),
  );
}
