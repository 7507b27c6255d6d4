/** The colours of heat maps. */
const [red, green, blue] = [0, 114, 178];

/** From white to the palette's blue. @param part from 0 to 1 */
export function shade(part: number): string {
  const channel = (full: number): number => Math.round(255 + (full - 255) * part);
  return `rgb(${channel(red)},${channel(green)},${channel(blue)})`;
}

/** Whether letters on the shade are white. */
export const isDark = (part: number): boolean => part > 0.85;
