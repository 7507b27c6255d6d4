/**
 * How wide each column is, measured once over all rows: what is drawn while one scrolls does not change it. A column is as wide
 * as its widest value and the longest word of its heading.
 */
import { useMemo } from 'preact/hooks';
import type { Column } from '@tanstack/table-core';
import type { ComparisonRow } from '../../schemas/messages';
import type { ColumnMeta } from './columns';
import type { Line } from './line';

/** Pixels, as in the style sheet: both paddings of a cell and its sorting mark. */
const padding = 24;
const sortMark = 16;
/** A value that is longer is cut and told on hover. */
const widest = 260;
const narrowest = 48;
/** The widest text is among so many of the longest. */
const candidates = 20;

export function useColumnWidths(
  columns: readonly Column<Line>[],
  rows: readonly ComparisonRow[],
): ReadonlyMap<string, number> {
  const ids = columns.map(({ id }) => id).join(' ');
  return useMemo(() => {
    const measure = textMeasure();
    const lines = rows.flatMap((row): Line[] => [{ row }, ...row.runs.map((run) => ({ row, run }))]);
    return new Map(
      columns.map(({ id, columnDef }) => {
        const { text, extra = 0 } = columnDef.meta as ColumnMeta;
        const texts = new Set(lines.map(text));
        const longest = [...texts].sort((a, b) => b.length - a.length).slice(0, candidates);
        const values = extra + Math.max(0, ...longest.map((each) => measure(each, 'normal')));
        const heading = Math.max(
          ...partsOf(String(columnDef.header))
            .flatMap((part) => part.split(' '))
            .map((word) => measure(word, '600')),
        );
        const width = Math.max(narrowest, values, heading + sortMark);
        return [id, Math.ceil(Math.min(widest + extra, width)) + padding];
      }),
    );
  }, [ids, rows]);
}

/** The parts of a heading like `horizontalFlip` between which a line may break as it may at spaces. */
export function partsOf(heading: string): string[] {
  return heading.split(/(?<=[a-z])(?=[A-Z])/);
}

function textMeasure(): (text: string, weight: string) => number {
  const context = document.createElement('canvas').getContext('2d')!;
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  return (text, weight) => {
    context.font = `${weight} ${fontSize} ${fontFamily}`;
    return context.measureText(text).width;
  };
}
