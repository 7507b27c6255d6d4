/** Finds faces where the browser can. */
import type { Square } from './face';

/** The Shape Detection API, which few browsers have. */
interface FaceDetector {
  detect(picture: ImageBitmap): Promise<readonly { readonly boundingBox: DOMRectReadOnly }[]>;
}

declare global {
  interface Window {
    readonly FaceDetector?: new (options?: { readonly maxDetectedFaces?: number }) => FaceDetector;
  }
}

const mostFaces = 20;

/** A square around each face, the largest first; none where the browser cannot find faces. */
export async function detectFaces(picture: ImageBitmap): Promise<Square[]> {
  if (!window.FaceDetector) return [];
  // A browser may have the interface, and nothing behind it.
  const found = await new window.FaceDetector({ maxDetectedFaces: mostFaces }).detect(picture).catch(() => []);
  const squares = found.map(({ boundingBox: { x, y, width, height } }) => {
    const side = Math.max(width, height);
    return { left: x + (width - side) / 2, top: y + (height - side) / 2, side };
  });
  return squares.sort((a, b) => b.side - a.side);
}
