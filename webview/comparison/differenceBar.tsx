/** Shows a difference: its interval as a bar on a small axis through zero, and its figure. */
import { pointsWithin } from '../../words/numbers';
import type { Difference } from '../../schemas/messages/comparison';

interface Props {
  readonly difference: Difference;
  /** The largest absolute bound of an interval in the table, so that all bars share one axis. */
  readonly scale: number;
}

/** Width of the bar and the gap behind it in pixels, as in the style sheet. */
export const differenceBarWidth = 104;

export function DifferenceBar({ difference, scale }: Props) {
  const { mean, low, high, words, verdict } = difference;
  const at = (value: number): number => 50 + (48 * value) / (scale || 1);
  const shown = pointsWithin(difference);
  return (
    <span class="difference" title={words}>
      <span class="interval" aria-hidden="true">
        <span class="zero" />
        <span class={`range ${verdict}`} style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />
        <span class="mean" style={{ left: `${at(mean)}%` }} />
      </span>
      <span>
        {shown.mean} <span class="muted">({shown.interval})</span>
      </span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
