/** Attributions as colours: blue against, orange-red for, almost white for nothing. Distinct for colour-blind readers, too. */
import type { AttributionScale } from '../../schemas/explanations';
import { encodeColors } from '../faces/png';

type Color = readonly [red: number, green: number, blue: number];

const nothing: Color = [247, 247, 247];
const against: Color = [0, 90, 181];
const inFavour: Color = [200, 60, 0];

/** @param share from −1 to 1; larger values have the colour of the end */
function colorOf(share: number): Color {
  const end = share < 0 ? against : inFavour;
  const amount = Math.min(1, Math.abs(share));
  return nothing.map((from, i) => Math.round(from + amount * (end[i]! - from))) as unknown as Color;
}

/** This share of all absolute values is within the limit, so that a single bright pixel does not make the others pale. */
const shown = 0.98;

/**
 * The colours of several maps of one method, so that they can be compared.
 * @param how how the values were computed, in words
 */
export function scaleOf(maps: readonly Float32Array[], signed: boolean, how: string): AttributionScale {
  const sizes = Float32Array.from(
    maps.flatMap((map) => [...map]),
    Math.abs,
  ).sort();
  const limit = sizes[Math.max(0, Math.ceil(shown * sizes.length) - 1)] || sizes.at(-1) || 0;
  const stops = signed ? 9 : 5;
  const colors = Array.from({ length: stops }, (_, i) => {
    const share = signed ? (2 * i) / (stops - 1) - 1 : i / (stops - 1);
    return `rgb(${colorOf(share).join(', ')})`;
  });
  return { limit, signed, colors, how };
}

/** @returns PNG, base64 */
export function heatMap(values: Float32Array, width: number, height: number, { limit }: AttributionScale): string {
  const colors = new Uint8Array(3 * values.length);
  values.forEach((value, i) => colors.set(colorOf(limit > 0 ? value / limit : 0), 3 * i));
  return encodeColors(colors, width, height);
}
