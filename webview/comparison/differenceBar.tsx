/** A difference as its interval on a small axis through zero, with the figure beside it. */
import type { Difference } from '../../schemas/messages';
import { points } from '../shared/format';

interface Props {
  readonly difference: Difference;
  /** Largest absolute end of an interval in the table: all bars share one axis. */
  readonly scale: number;
}

export function DifferenceBar({ difference, scale }: Props) {
  const { mean, low, high, words } = difference;
  const at = (value: number): number => 50 + (48 * value) / (scale || 1);
  const halfWidth = (high - low) / 2;
  const bound = (value: number): string => points(value, halfWidth).replace(/^[+±]/, '');
  const clear = low > 0 || high < 0;
  return (
    <span class="difference" title={words}>
      <span class="interval" aria-hidden="true">
        <span class="zero" />
        <span
          class={`range ${clear ? 'clear' : ''}`}
          style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }}
        />
        <span class="mean" style={{ left: `${at(mean)}%` }} />
      </span>
      <span>
        {points(mean, halfWidth)}{' '}
        <span class="muted">
          ({bound(low)} to {bound(high)})
        </span>
      </span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
