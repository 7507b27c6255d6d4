/** Shows the search of a run: a row for each candidate, a column for each fold, and the mean, which decides. */
import { type FoldResult, scoreOf, type SearchCandidate, type SearchRecord, shortName } from '../../schemas/search';
import { duration, percent } from '../shared/format';
import { Scroll } from '../shared/scroll';
import { own } from '../../schemas/own';
import { count, decimal, loss } from '../../words/numbers';

function metricText(value: number, monitor: SearchRecord['monitor']): string {
  return monitor === 'validationAccuracy' ? percent(value) : loss(value);
}

/** With one decimal of a percentage point: a standard deviation over a few folds is not more precise. */
function deviationText(value: number, monitor: SearchRecord['monitor']): string {
  return monitor === 'validationAccuracy' ? decimal(100 * value, 1) : loss(value);
}

const monitorWords = {
  validationAccuracy: 'accuracy on the faces of each fold',
  validationLoss: 'loss on the faces of each fold, the lower the better',
} as const;

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Candidates best first once all are done and there are many; otherwise in the order in which they are tried. */
function ranked({ candidates, chosen, monitor }: SearchRecord): readonly (readonly [SearchCandidate, number])[] {
  const rows = candidates.map((candidate, index) => [candidate, index] as const);
  if (chosen === undefined || candidates.length <= mostUnranked) return rows;
  const sign = monitor === 'validationLoss' ? 1 : -1;
  const worth = ([candidate]: (typeof rows)[number]) => sign * (scoreOf(candidate, monitor).mean ?? sign * Infinity);
  return [...rows].sort((a, b) => worth(a) - worth(b) || a[1] - b[1]);
}

/** Up to this many candidates, the order of the file is easier to read. */
const mostUnranked = 12;

export function Folds({ search }: { readonly search: SearchRecord }) {
  const { candidates, folds, epochs, monitor, chosen, seconds } = search;
  const paths = Object.keys(candidates[0]?.values ?? {});
  const done = candidates.reduce((sum, each) => sum + each.folds.length, 0);
  const all = candidates.length * folds;
  return (
    <section aria-label="Search" class="search">
      <div class="section-head">
        <h2>Search</h2>
        <span class="muted">
          {count(candidates.length)} {candidates.length === 1 ? 'candidate' : 'candidates'}, {folds} folds of {epochs}{' '}
          {epochs === 1 ? 'epoch' : 'epochs'}
          {done < all ? `, ${count(done)} of ${count(all)} folds done` : `, ${duration(seconds)}`}
        </span>
      </div>
      <Scroll label="Table of folds">
        <table class="grid">
          <caption class="visually-hidden">
            {monitorWords[monitor]}, after its last epoch; the best mean is chosen
          </caption>
          <thead>
            <tr>
              <th scope="col" class="mark">
                <span class="visually-hidden">Chosen</span>
              </th>
              {paths.map((path) => (
                <th key={path} scope="col" title={path}>
                  {shortName(path, paths)}
                </th>
              ))}
              {Array.from({ length: folds }, (_, index) => (
                <th key={index} scope="col" class="number">
                  Fold {index + 1}
                </th>
              ))}
              <th scope="col" class="number">
                Mean
              </th>
            </tr>
          </thead>
          <tbody>
            {ranked(search).map(([candidate, index]) => (
              <Candidate key={index} candidate={candidate} chosen={index === chosen} {...{ paths, folds, monitor }} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="muted note">
        {monitorWords[monitor][0]!.toUpperCase() + monitorWords[monitor].slice(1)}, after its last epoch; mean ±
        standard deviation. Validation and test faces were not used.
      </p>
    </section>
  );
}

interface CandidateProps {
  readonly candidate: SearchCandidate;
  readonly chosen: boolean;
  readonly paths: readonly string[];
  readonly folds: number;
  readonly monitor: SearchRecord['monitor'];
}

function Candidate({ candidate, chosen, paths, folds, monitor }: CandidateProps) {
  const { mean, deviation, diverged } = scoreOf(candidate, monitor);
  const complete = candidate.folds.length === folds;
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td class="mark">
        {chosen && (
          <>
            <vscode-icon name="check" aria-hidden="true" />
            <span class="visually-hidden">chosen</span>
          </>
        )}
      </td>
      {paths.map((path, index) =>
        index === 0 ? (
          <th key={path} scope="row">
            {valueText(own(candidate.values, path))}
          </th>
        ) : (
          <td key={path}>{valueText(own(candidate.values, path))}</td>
        ),
      )}
      {Array.from({ length: folds }, (_, index) => (
        <Fold key={index} result={candidate.folds[index]} monitor={monitor} />
      ))}
      <td class={`number ${complete ? '' : 'muted'}`}>
        {diverged ? 'diverged' : mean === undefined ? '' : metricText(mean, monitor)}
        {deviation !== undefined && <span class="muted"> ± {deviationText(deviation, monitor)}</span>}
      </td>
    </tr>
  );
}

function Fold({
  result,
  monitor,
}: {
  readonly result: FoldResult | undefined;
  readonly monitor: SearchRecord['monitor'];
}) {
  if (result === undefined) {
    return (
      <td class="number muted" title="not trained yet">
        –
      </td>
    );
  }
  const value = result[monitor];
  const facts = [
    ...(result.validationLoss === undefined ? [] : [`loss ${loss(result.validationLoss)}`]),
    ...(result.accuracy === undefined ? [] : [`training accuracy ${percent(result.accuracy)}`]),
    `seed ${result.seed}`,
    duration(result.seconds),
  ];
  return (
    <td class="number" title={facts.join(', ')}>
      {value === undefined ? 'diverged' : metricText(value, monitor)}
    </td>
  );
}
