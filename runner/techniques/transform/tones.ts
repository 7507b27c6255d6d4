/** Changes brightness and contrast of an image in place; its grey values go from 0 to 255. */

/**
 * Adds the intensity, limited to the darkest and the brightest grey value that the image had, like Keras's
 * `apply_channel_shift` for a single channel.
 */
export function shiftChannel(image: Float32Array, intensity: number): void {
  let darkest = Infinity;
  let brightest = -Infinity;
  for (let i = 0; i < image.length; i++) {
    const value = image[i]!;
    darkest = value < darkest ? value : darkest;
    brightest = value > brightest ? value : brightest;
  }
  for (let i = 0; i < image.length; i++) {
    const value = image[i]! + intensity;
    image[i] = value < darkest ? darkest : value > brightest ? brightest : value;
  }
}

/** What each whole grey value becomes; filled again for every image. */
const brightened = new Float32Array(256);

/**
 * Multiplies by the factor like Keras 3, which uses Pillow: grey values are whole before and after, truncated and not
 * rounded. Keras also rescales an image with values outside 0–255 and scales it back; no image here has such values.
 */
export function changeBrightness(image: Float32Array, factor: number): void {
  const single = Math.fround(factor);
  for (let grey = 0; grey < 256; grey++) {
    // No value is negative, so the bit operation truncates like Pillow.
    brightened[grey] = Math.min(Math.fround(grey * single), 255) | 0;
  }
  for (let i = 0; i < image.length; i++) image[i] = brightened[image[i]! | 0]!;
}

/** Multiplies the distance of each value to the mean of the image by the factor; limits the result to 0–255. */
export function changeContrast(image: Float32Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += image[i]!;
  const mean = sum / image.length;
  for (let i = 0; i < image.length; i++) {
    const value = mean + (image[i]! - mean) * factor;
    image[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}
