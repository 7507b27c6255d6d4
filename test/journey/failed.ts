import type { Context } from 'mocha';
import { Workbench } from '../../scripts/host/workbench';

/**
 * For `afterEach`, before the editor is closed: photographs what a failed test left on the screen, and prints what the editor
 * said, since whoever reads the output elsewhere has no photograph.
 */
export async function tellFailure(this: Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state !== 'failed') return;
  for (const workbench of Workbench.opened) {
    await workbench.photograph(`journey/failed-${test.title.replaceAll(/[^\w]+/g, '-')}`);
    console.log(`      On the screen: ${await workbench.visibleText()}`);
  }
}
