/**
 * Weights of EfficientNet-Lite0 as its Python package names them, under the names of our layers. PyTorch has a filter as [output]
 * [input][row][column], TensorFlow as [row][column][input][output].
 */
import type { StoredWeight, StoredWeights } from './stored';
import { readTorchFile, type TorchWeight } from './torchFile';

/** Of their layers; those within a block are numbered from its input to its output. */
const outside: ReadonlyMap<string, string> = new Map([
  ['_conv_stem', 'stem_conv'],
  ['_bn0', 'stem_norm'],
  ['_conv_head', 'top_conv'],
  ['_bn1', 'top_norm'],
]);
const inBlock: ReadonlyMap<string, string> = new Map([
  ['_expand_conv', 'expand_conv'],
  ['_bn0', 'expand_norm'],
  ['_depthwise_conv', 'depth_conv'],
  ['_bn1', 'depth_norm'],
  ['_project_conv', 'project_conv'],
  ['_bn2', 'project_norm'],
]);

/** In the order of Keras. */
const ofNormalisation = [
  ['weight', 'gamma'],
  ['bias', 'beta'],
  ['running_mean', 'moving_mean'],
  ['running_var', 'moving_variance'],
] as const;

/**
 * The layers below the classifier; other tensors of the file are left out.
 * @param file a state dict that PyTorch saved
 * @throws UserError when it cannot be read or is something else
 */
export async function readEfficientnetLite0File(file: string): Promise<StoredWeights> {
  const tensors = await readTorchFile(file);
  const stored = new Map<string, readonly StoredWeight[]>();
  for (const [name, tensor] of tensors) {
    const [, module, place, theirs] = /^((?:_blocks\.(\d+)\.)?(\w+))\.weight$/.exec(name) ?? [];
    const ours = own(theirs, place);
    if (ours?.endsWith('_norm')) stored.set(ours, normalisation(tensors, module!));
    else if (ours !== undefined) stored.set(ours, [filter(tensor, ours.endsWith('_depth_conv'))]);
  }
  return stored;
}

function own(theirs: string | undefined, place: string | undefined): string | undefined {
  if (theirs === undefined) return undefined;
  if (place === undefined) return outside.get(theirs);
  const name = inBlock.get(theirs);
  return name === undefined ? undefined : `block${Number(place) + 1}_${name}`;
}

function normalisation(tensors: ReadonlyMap<string, TorchWeight>, module: string): StoredWeight[] {
  return ofNormalisation.flatMap(([theirs, name]) => {
    const tensor = tensors.get(`${module}.${theirs}`);
    return tensor === undefined ? [] : [{ name, ...tensor }];
  });
}

function filter({ shape, values }: TorchWeight, isDepthwise: boolean): StoredWeight {
  const name = isDepthwise ? 'depthwise_kernel' : 'kernel';
  const [first, second, rows, columns] = shape;
  // Another shape is told where the weights are put into their layer.
  if (first === undefined || second === undefined || rows === undefined || columns === undefined) {
    return { name, shape, values };
  }
  // A depthwise filter has a channel of the input where others have an output.
  const [inputs, outputs] = isDepthwise ? [first, second] : [second, first];
  const [ofInput, ofOutput] = isDepthwise
    ? [second * rows * columns, rows * columns]
    : [rows * columns, second * rows * columns];
  const turned = new Float32Array(values.length);
  let to = 0;
  for (let place = 0; place < rows * columns; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        turned[to++] = values[output * ofOutput + input * ofInput + place]!;
      }
    }
  }
  return { name, shape: [rows, columns, inputs, outputs], values: turned };
}
