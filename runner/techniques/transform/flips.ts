/** Mirrors images in place. */
import type { ImageSize } from '../technique';

/** Swaps left and right. */
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

/** Swaps top and bottom. */
export function flipVertically(image: Float32Array, { width, height }: ImageSize): void {
  for (let row = 0, bottom = height - 1; row < bottom; row++, bottom--) {
    let upper = row * width;
    let lower = bottom * width;
    for (let column = 0; column < width; column++) {
      const pixel = image[upper]!;
      image[upper++] = image[lower]!;
      image[lower++] = pixel;
    }
  }
}
