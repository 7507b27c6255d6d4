/** Weights that others trained and published, and where they are. */
import { imagenetFile } from '../../storage/machine/weightsDirectory';
import { imagenetUrl } from '../../storage/machine/weightsSource';

export interface PublishedWeights {
  readonly name: string;
  readonly title: string;
  /** In the weights directory. */
  readonly file: string;
  readonly bytes: number;
  /** Hex; of the whole file. */
  readonly md5: string;
  readonly url: string;
}

/** What keras.applications downloads for `ResNet50(weights="imagenet", include_top=False)`, with its checksum. */
const resnet50: PublishedWeights = {
  name: 'resnet50',
  title: 'ResNet-50 trained on ImageNet, without its classifier',
  file: imagenetFile,
  bytes: 94_765_736,
  md5: '4d473c1dd8becc155b73f8504c6f6626',
  url: imagenetUrl,
};

export const publishedWeights: readonly PublishedWeights[] = [resnet50];

export const imagenetWeights = resnet50;
