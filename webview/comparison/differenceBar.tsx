/** A difference as its interval on a small axis through zero, with the figure beside it. */
import type { Difference } from '../../schemas/messages';
import { pointsWithin } from '../../words/numbers';

interface Props {
  readonly difference: Difference;
  /** Largest absolute end of an interval in the table: all bars share one axis. */
  readonly scale: number;
}

/** Pixels, as in the style sheet: the bar and the gap behind it. */
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
