/** Says in words whether differences are real: a line for each row against the baseline. */
import { looksWords, severalMetricsWords } from '../../words/metrics';
import type { ComparisonRow, ComparisonView } from '../../schemas/messages/comparison';

const shownAtMost = 12;

interface Props {
  readonly rows: readonly ComparisonRow[];
  readonly baseline: ComparisonRow | undefined;
  readonly nameOf: (row: ComparisonRow) => string;
  readonly looks: ComparisonView['looks'];
  readonly metric: ComparisonView['metric'];
}

export function Verdict({ rows, baseline, nameOf, looks, metric }: Props) {
  const compared = rows.filter(({ difference }) => difference);
  if (!baseline || compared.length === 0) return null;
  const shown = compared.slice(0, shownAtMost);
  return (
    <section class="verdict" tabIndex={0} aria-label="Is the difference real?">
      <h2>Is the difference to “{nameOf(baseline)}” real?</h2>
      <dl>
        {shown.map((row) => (
          <div key={row.id}>
            <dt>{nameOf(row)}</dt>
            <dd>
              {row.difference!.words}.{row.difference!.plan && <span class="muted"> {row.difference!.plan}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {compared.length > shown.length && (
        <p class="muted">Select rows to read about them; {compared.length - shown.length} more are not shown.</p>
      )}
      {severalMetricsWords(metric) && <p class="muted">{severalMetricsWords(metric)}</p>}
      {looks && looksWords(looks) && <p class="muted">{looksWords(looks)}</p>}
    </section>
  );
}
