import { UserError } from '../../../schemas/userError';
import { decodeGrey } from './decodeImage';
import { FaceCollector, type PackedFaces } from './faceCollector';
import { type PlacedImage, placeImage } from './kagglePath';

/** Gathers the images of Kaggle folders, in whatever order they come, and puts them in a stable one. */
export class ImageImporter {
  private readonly collector = new FaceCollector();
  private readonly placed: PlacedImage[] = [];

  /** @param source for messages */
  constructor(private readonly source: string) {}

  get count(): number {
    return this.placed.length;
  }

  /** @param path of the image with `/` between names */
  add(path: string, bytes: Uint8Array): void {
    const image = placeImage(path, this.source);
    decodeGrey(bytes, `${this.source}: ${path}`, this.collector.size, this.collector.next());
    this.collector.commit(image.emotion, image.usage);
    this.placed.push(image);
  }

  /** All images, by part and then by path, so that an image keeps its id whatever order the disk lists files in. */
  finish(): PackedFaces {
    const { placed, source } = this;
    if (placed.length === 0) {
      throw new UserError(
        `${source} holds no images: expected JPEG or PNG files as train/<class>/… and test/<class>/….`,
        'Give the folder or archive of Kaggle’s FER2013, or fer2013.csv.',
      );
    }
    const order = placed.map((_, index) => index);
    order.sort((a, b) => placed[a]!.usage - placed[b]!.usage || compare(placed[a]!.key, placed[b]!.key));
    const assumed = placed.filter((image) => image.assumed).length;
    const notes =
      assumed === 0
        ? []
        : [
            `${assumed.toLocaleString('en')} images of test do not say in their name whether they are PublicTest or PrivateTest: they count as privateTest.`,
          ];
    return this.collector.pack('folders', notes, order);
  }
}

/** By code units: the same in every language of the system. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
