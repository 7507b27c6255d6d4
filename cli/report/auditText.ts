/** An audit for the terminal and as Markdown. */
import { type AuditedFace, type AuditReport, usualExclusions } from '../../schemas/audit';
import { type AuditSection, auditSections } from '../../words/audit';
import { count, counted, decimal, percent } from '../../words/numbers';
import { forMarkdown } from '../../words/printable';
import { drawTable } from './drawTable';
import type { Terminal } from './terminal';

export function auditText(report: AuditReport, colors: Terminal['resultColors']): string {
  const head = `${report.source}\n${counted(report.images, 'picture')}, as in ${report.experiment} / ${report.variant}`;
  const parts = auditSections(report).map(({ title, verdict, sentences, table }) => {
    const mark = { concern: colors.yellow('!'), fine: colors.green('✓'), unknown: '?' }[verdict];
    return [`${mark} ${colors.bold(title)}`, ...sentences.map((text) => `  ${text}`), ...tableLines(table)].join('\n');
  });
  return [head, ...parts, ...excludable(report)].join('\n\n');
}

function tableLines(table: AuditSection['table']): string[] {
  if (!table || table.rows.length === 0) return [];
  const aligns = table.head.map((_, column) => (column === 0 ? 'left' : 'right'));
  return [drawTable(table.head, table.rows, aligns)];
}

function excludable({ excludable: faces }: AuditReport): string[] {
  if (usualExclusions.every((kind) => faces[kind] === 0)) return [];
  const kinds = usualExclusions.map((kind) => `${kind} ${count(faces[kind])}`);
  return [
    `Training and validation faces to leave out (${kinds.join(', ')}): ferexp audit … --write-exclusions exclude.txt, then "exclude": "exclude.txt" in data.`,
  ];
}

/** Findings listed one by one in Markdown; the rest is in the JSON. */
const mostListed = 100;

export function auditMarkdown(report: AuditReport): string {
  const { source, experiment, variant, images, fingerprint } = report;
  const sections = auditSections(report).map((section) => {
    const { title, verdict, sentences, table } = section;
    const list = listOf(section.id, report);
    return [
      `## ${title}${{ concern: ' ⚠', fine: '', unknown: ' (not examined)' }[verdict]}`,
      ...sentences.map(forMarkdown),
      ...(table && table.rows.length > 0 ? [markdownTable(table.head, table.rows)] : []),
      ...(list && list.rows.length > 0 ? [listed(list)] : []),
    ].join('\n\n');
  });
  return [
    `# Audit of ${forMarkdown(source)}`,
    `${counted(images, 'picture')}, as in ${forMarkdown(experiment)} / ${forMarkdown(variant)}. Fingerprint of pictures, labels and splits: \`${fingerprint}\`.`,
    ...sections,
    '',
  ].join('\n\n');
}

interface Listing {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function listed({ head, rows }: Listing): string {
  const table = markdownTable(head, rows.slice(0, mostListed));
  return rows.length > mostListed ? `${table}\n\nThe first ${mostListed} of ${count(rows.length)}.` : table;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(forMarkdown).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

const faceWords = ({ id, part, split, fer }: AuditedFace): string => `${id} (${split ?? 'no split'}, ${part}, ${fer})`;

function listOf(id: AuditSection['id'], { copies, labels, nonFaces }: AuditReport): Listing | undefined {
  switch (id) {
    case 'copies':
      return {
        head: ['face', 'near copy', 'correlation', 'change'],
        rows: copies.near
          .filter(({ first, second }) => first.split !== second.split || first.fer !== second.fer)
          .map(({ first, second, correlation, change: { flipped, turn, scale, shift } }) => [
            faceWords(first),
            faceWords(second),
            decimal(correlation, 3),
            `${flipped ? 'flipped, ' : ''}turned ${decimal(turn, 1)}°, scaled ${percent(scale)}, shifted ${decimal(shift[0], 1)}, ${decimal(shift[1], 1)}`,
          ]),
      };
    case 'labels':
      return (
        labels && {
          head: ['face', 'label', 'probably', 'probability of its label', 'FER+ majority'],
          rows: labels.suspects.map(({ face, given, likely, confidence, people }) => [
            faceWords(face),
            given,
            likely,
            percent(confidence),
            people ?? '',
          ]),
        }
      );
    case 'nonFaces':
      return { head: ['picture', 'why'], rows: nonFaces.map(({ face, why }) => [faceWords(face), why]) };
    default:
      return undefined;
  }
}
