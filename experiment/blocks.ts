/** Names of the blocks of each network, from which users choose where training begins. */
import type { ModelConfig } from '../schemas/generated/experiment';

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

const blocks: Readonly<Record<ModelConfig['type'], readonly string[]>> = {
  customCnn: [...numbered('block', 4), 'dense1', 'dense2'],
  smallCnn: numbered('block', 5),
  resnet18: ['conv1', ...[2, 3, 4, 5].flatMap((stage) => numbered(`conv${stage}_block`, 2))],
  vggFer: [...numbered('block', 4), 'dense1', 'dense2'],
  lightCnn: ['stem', ...numbered('block', 8), 'top'],
  resnet50: [
    'conv1',
    ...numbered('conv2_block', 3),
    ...numbered('conv3_block', 4),
    ...numbered('conv4_block', 6),
    ...numbered('conv5_block', 3),
  ],
  efficientnetLite0: ['stem', ...numbered('block', 16), 'top'],
  // Its layers are known only when it is read.
  layersModel: [],
};

/** In the order in which data flows; empty when only the model on disk has them. A test compares them with built models. */
export function blockNames(type: ModelConfig['type']): readonly string[] {
  return blocks[type];
}

/** Whether a layer is part of the block, or the named layer itself. `conv5` means all blocks of that stage. */
export function isOfBlock(layer: string, block: string): boolean {
  return layer === block || layer.startsWith(`${block}_`);
}
