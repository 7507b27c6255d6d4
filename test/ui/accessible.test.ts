/**
 * Every page in every theme, before it has anything to show. What it shows later is checked by `photograph` and `close`
 * of every other test here.
 */
import assert from 'node:assert/strict';
import { assertAccessible } from './axe';
import { pages, themes, usePanels } from './panel';

describe('a page that has nothing yet', () => {
  const panels = usePanels();

  for (const page of pages) {
    for (const theme of themes) {
      it(`is accessible: ${page}, ${theme}`, async () => {
        const panel = await panels.open(page, { theme, width: 320 });
        await panel.page.waitForSelector('h1', { state: 'attached' });
      });
    }
  }

  it('fails its test when an element has no name', async () => {
    const panel = await panels.open('data');
    await panel.page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')));
    await assert.rejects(assertAccessible(panel.page), /button-name/);
    await panel.page.evaluate(() => document.querySelector('main > button:last-child')!.remove());
  });
});
