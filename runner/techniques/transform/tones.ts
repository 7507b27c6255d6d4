/** Brightness and contrast of an image of grey values from 0 to 255, in place. */

/**
 * Adds the intensity and cuts at the darkest and the brightest grey value that the image had, as Keras's
 * `apply_channel_shift` does for a single channel.
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

/** What each whole grey value becomes; filled anew for every image. */
const brightened = new Float32Array(256);

/**
 * Multiplies by the factor as Keras 3 does, through Pillow: whole grey values, cut and not rounded, before and after.
 * Keras stretches an image to 0–255 around it and back where it holds values outside of them; here none does.
 */
export function changeBrightness(image: Float32Array, factor: number): void {
  const single = Math.fround(factor);
  for (let grey = 0; grey < 256; grey++) {
    // No value is negative, so the bit operation cuts as Pillow does.
    brightened[grey] = Math.min(Math.fround(grey * single), 255) | 0;
  }
  for (let i = 0; i < image.length; i++) image[i] = brightened[image[i]! | 0]!;
}

/** Multiplies each value's distance to the mean of the image by the factor; the result stays within 0 to 255. */
export function changeContrast(image: Float32Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += image[i]!;
  const mean = sum / image.length;
  for (let i = 0; i < image.length; i++) {
    const value = mean + (image[i]! - mean) * factor;
    image[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}
