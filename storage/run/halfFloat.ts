/** Numbers of 16 bits, IEEE 754: sign, 5 bits of exponent, 10 of the fraction. */

/** @param bits 0 to 65535 */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new Float32Array(1);
const bitsOfSingle = new Uint32Array(single.buffer);

/**
 * The nearest number of 16 bits, the even one of two that are as near.
 * @param value a probability, 0 to 1
 */
export function toHalf(value: number): number {
  if (value < 2 ** -14) return roundHalfToEven(value * 2 ** 24);
  single[0] = value;
  const bits = bitsOfSingle[0]!;
  // 13 bits of the fraction are dropped; the exponent counts from -15, not from -127.
  return ((bits + 0xfff + ((bits >>> 13) & 1)) >>> 13) - (112 << 10);
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
