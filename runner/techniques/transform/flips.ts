/** Mirrored images, in place. */
import type { ImageSize } from '../technique';

/** Mirrors left and right in place. */
export function flipHorizontally(image: Float32Array, { width, height }: ImageSize): void {
  for (let row = 0; row < height; row++) {
    let left = row * width;
    let right = left + width - 1;
    while (left < right) {
      const pixel = image[left]!;
      image[left++] = image[right]!;
      image[right--] = pixel;
    }
  }
}

/** Mirrors up and down in place. */
export function flipVertically(image: Float32Array, { width, height }: ImageSize): void {
  for (let top = 0, bottom = height - 1; top < bottom; top++, bottom--) {
    const upper = image.slice(top * width, (top + 1) * width);
    image.copyWithin(top * width, bottom * width, (bottom + 1) * width);
    image.set(upper, bottom * width);
  }
}
