/** Shows a difference: its intervals on a small axis through zero, and its figure. */
import { differenceWords } from '../../words/metrics';
import type { Difference, DifferenceMetric } from '../../schemas/messages/comparison';

interface Props {
  readonly difference: Difference;
  readonly metric: DifferenceMetric;
  /** The largest absolute bound of an interval in the table, so that all bars share one axis. */
  readonly scale: number;
}

/** Width of the bar and the gap behind it in pixels, as in the style sheet. */
export const differenceBarWidth = 104;

/** A thin whisker for other faces of this kind, and in it a thick bar for these test faces. */
export function DifferenceBar({ difference, metric, scale }: Props) {
  const { mean, low, high, theseFaces, words, verdict } = difference;
  // Ends of the axis are the largest bounds: a bar beyond them is cut off.
  const at = (value: number): number => 50 + 48 * Math.max(-1, Math.min(1, value / (scale || 1)));
  const span = (from: number, to: number) => ({ left: `${at(from)}%`, width: `${at(to) - at(from)}%` });
  const shown = differenceWords(metric).words(difference);
  return (
    <span class="difference" title={words}>
      <span class="interval" aria-hidden="true">
        <span class="zero" />
        <span class={`whisker ${verdict}`} style={span(low, high)} />
        {theseFaces && <span class={`range ${verdict}`} style={span(theseFaces.low, theseFaces.high)} />}
        <span class="mean" style={{ left: `${at(mean)}%` }} />
      </span>
      <span>
        {shown.mean} <span class="muted">({shown.interval})</span>
      </span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
