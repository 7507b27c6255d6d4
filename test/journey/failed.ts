import type { Context } from 'mocha';
import { Workbench } from '../../scripts/host/workbench';

// A hook that fails leaves its editor open, and with it a process that never ends.
after(async () => {
  for (const workbench of Workbench.opened) await workbench.close();
});

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
