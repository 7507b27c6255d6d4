/**
 * Measures the width of each column once over all rows, so that it does not change while the user scrolls. A column is as
 * wide as its widest value or the longest word of its heading.
 */
import { useMemo } from 'preact/hooks';
import type { Column } from '@tanstack/table-core';
import type { ColumnMeta } from './columns';
import type { Line } from './line';
import type { ComparisonRow } from '../../schemas/messages/comparison';

/** Pixels, as in the style sheet: both paddings of a cell, and the sort icon. */
const padding = 24;
const sortMark = 16;
/** A wider value is cut off and shown in full on hover. */
const widest = 260;
const narrowest = 48;
/** Only this many of the longest texts are measured to find the widest. */
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
          ...headingWords(String(columnDef.header))
            .flatMap((word) => word.split(' '))
            .map((word) => measure(word, '600')),
        );
        const width = Math.max(narrowest, values, heading + sortMark);
        return [id, Math.ceil(Math.min(widest + extra, width)) + padding];
      }),
    );
  }, [ids, rows]);
}

/** The words of a heading like `horizontalFlip`: a line may break between them. */
export function headingWords(heading: string): string[] {
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
