/** Exports a comparison as a page of HTML that needs no other file and prints well. */
import type { ComparisonView } from '../../schemas/messages/comparison';
import { forHtml } from '../../words/printable';
import { nameIn } from '../../words/rowNames';
import { chosenRows, comparisonTable, verdictText, viewNotes } from '../table';
import { exportFacts } from './facts';
import { type ExportOptions, leftAligned, legend, sourceMarks, Sources } from './options';

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.75rem; border-bottom: 1px solid; border-color: color-mix(in srgb, currentColor 25%, transparent); }
thead th, tbody tr:last-child td { border-bottom-width: 2px; border-color: currentColor; }
.left { text-align: left; } .right { text-align: right; }
dt { font-weight: 600; } dd { margin: 0 0 0.3rem; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } }
`;

const cell = (text: string): string => forHtml(text).replace(sourceMarks, '<sup>$1</sup>');
const list = (tag: 'ul' | 'ol', items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`<${tag}>`, ...items.map((item) => `<li>${cell(item)}</li>`), `</${tag}>`];

/** The table with what was compared above it, and the verdicts, notes and sources of published figures below. */
export function toHtml(view: ComparisonView, { rowIds, date = new Date() }: ExportOptions = {}): string {
  const sources = new Sources();
  const { head, rows } = comparisonTable(view, { ...(rowIds && { rows: rowIds }), mark: sources.mark, wide: true });
  const chosen = chosenRows(view, rowIds);
  const name = nameIn(view.rows);
  const side = head.map((title) => (leftAligned.has(title) ? 'left' : 'right'));
  const line = (tag: 'th' | 'td', cells: readonly string[]): string =>
    `<tr>${cells.map((text, index) => `<${tag} class="${side[index]!}"${tag === 'th' ? ' scope="col"' : ''}>${cell(text)}</${tag}>`).join('')}</tr>`;
  const facts = exportFacts(chosen, name, date).map(([what, value]) => `<dt>${cell(what)}</dt><dd>${cell(value)}</dd>`);
  const verdicts = chosen.flatMap((row) => (row.difference ? [`${name(row)}: ${verdictText(row.difference)}`] : []));
  const notes = [...chosen.flatMap((row) => row.notes.map((note) => `${name(row)}: ${note}`)), ...viewNotes(view)];
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${cell(view.title)}</title><style>${style}</style></head>`,
    `<body><h1>${cell(view.title)}</h1>`,
    `<dl>${facts.join('')}</dl>`,
    `<div class="table"><table><thead>${line('th', head)}</thead><tbody>`,
    ...rows.map((cells) => line('td', cells)),
    '</tbody></table></div>',
    `<p>${cell(legend)}</p>`,
    ...(verdicts.length > 0 ? ['<h2>Differences to the baseline</h2>', ...list('ul', verdicts)] : []),
    ...(notes.length > 0 ? ['<h2>What to know</h2>', ...list('ul', notes)] : []),
    ...(sources.list.length > 0 ? ['<h2>Published figures</h2>', ...list('ol', sources.list)] : []),
    '</body></html>',
    '',
  ].join('\n');
}
