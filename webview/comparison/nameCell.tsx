/** The first cell of a line: a variant, which expands to its runs, or a run, which opens its page. */
import type { Row } from '@tanstack/table-core';
import { importedWords, seedWords } from '../../words/imported';
import { noteStart, starMark } from '../../words/notes';
import { counted } from '../../words/numbers';
import { printableLines } from '../../words/printable';
import { exactTime, relativeTime } from '../../words/times';
import { stateIcons } from '../shared/state';
import type { Line } from './line';
import type { ComparisonRow, ComparisonPanelRequest } from '../../schemas/messages/comparison';

interface Props {
  readonly row: Row<Line>;
  readonly nameOf: (row: ComparisonRow) => string;
  readonly post: (request: ComparisonPanelRequest) => void;
}

/** Width in pixels of icons, gaps and the indent of a run. */
export const nameExtra = 60;

/** The text behind a variant's name: the status of its running run, or its number of runs; of an imported one its mark. */
function detailsOf({ runs, imported }: ComparisonRow): string {
  if (imported) return [importedWords(imported), ...(runs.length > 1 ? [counted(runs.length, 'run')] : [])].join(', ');
  const running = runs.find(({ state }) => state === 'running');
  return running ? running.status : runs.length > 1 ? counted(runs.length, 'run') : '';
}

/** `seed 2`, `seed 2, fold 3`. */
const runWords = ({ seed, fold }: NonNullable<Line['run']>): string =>
  fold === undefined ? seedWords(seed) : `${seedWords(seed)}, fold ${fold}`;

/** A note takes the place of the time: there is no room for both. */
const runDetails = ({ status, startedAt, note, noteProblem }: NonNullable<Line['run']>): string => {
  const time = startedAt && relativeTime(startedAt);
  const said = noteProblem === undefined ? note && `“${noteStart(note)}”` : 'its note cannot be read';
  return [status, said ?? time].filter(Boolean).join(', ');
};

/** Status, time and the whole note, for a cell that has no room for them. */
const runTitle = ({ status, startedAt, note, noteProblem }: NonNullable<Line['run']>): string =>
  [startedAt ? `${status}, ${exactTime(startedAt)}` : status, noteProblem ?? (note && printableLines(note))]
    .filter(Boolean)
    .join('\n');

const starsOf = ({ runs }: ComparisonRow): number => runs.filter(({ starred }) => starred).length;

/** The text of the cell. */
export function nameText({ row, run }: Line, nameOf: Props['nameOf']): string {
  if (run) return `${runWords(run)} ${runDetails(run)}`;
  return [nameOf(row), ...(starsOf(row) > 0 ? [starMark] : []), detailsOf(row)].join(' ');
}

/** A row has a star where one of its runs has: its runs are hidden until it is opened. */
function Stars({ row }: { readonly row: ComparisonRow }) {
  const stars = starsOf(row);
  if (stars === 0) return null;
  const words = row.runs.length === 1 ? 'Starred' : `${stars} of ${counted(row.runs.length, 'run')} starred`;
  return (
    <>
      <vscode-icon name="star-full" title={words} /> <span class="visually-hidden">{words}</span>
    </>
  );
}

export function NameCell({ row, nameOf, post }: Props) {
  const { row: variant, run } = row.original;
  if (run) {
    return (
      <th scope="row" class="name">
        <span class="parts">
          <button type="button" class="link" onClick={() => post({ type: 'openRun', directory: run.directory })}>
            <vscode-icon name={stateIcons[run.state]} /> {runWords(run)}
          </button>
          {run.starred && (
            <>
              <vscode-icon name="star-full" title="Starred" /> <span class="visually-hidden">Starred</span>
            </>
          )}
          <span class="muted rest" title={runTitle(run)}>
            {runDetails(run)}
          </span>
        </span>
      </th>
    );
  }
  const expanded = row.getIsExpanded();
  const label = nameOf(variant);
  const details = detailsOf(variant);
  return (
    <th scope="row" class="name">
      <span class="parts">
        <button
          type="button"
          class="link expander"
          aria-expanded={expanded}
          aria-label={`${label}, ${counted(variant.runs.length, 'run')}`}
          title={label}
          onClick={row.getToggleExpandedHandler()}
        >
          <vscode-icon name={expanded ? 'chevron-down' : 'chevron-right'} />
          {variant.imported && (
            <vscode-icon
              name={variant.imported.ensemble ? 'combine' : 'cloud-download'}
              title={importedWords(variant.imported)}
            />
          )}
          <span class="label">{label}</span>
        </button>
        <Stars row={variant} />
        <span class="muted rest" title={details}>
          {details}
        </span>
        {variant.notes.length > 0 && (
          <vscode-icon name="info" title={variant.notes.join('\n')} label={variant.notes.join(' ')} />
        )}
      </span>
    </th>
  );
}
