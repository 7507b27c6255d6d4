/**
 * Every page in every theme, before it has anything to show. What it shows later is checked by `photograph` and `close`
 * of every other test here.
 */
import assert from 'node:assert/strict';
import { assertAccessible } from './axe';
import { pages, PanelServer, themes } from './panel';

describe('a page that has nothing yet', () => {
  let server: PanelServer;

  before(async () => {
    server = await PanelServer.start();
  });
  after(() => server.stop());

  for (const page of pages) {
    for (const theme of themes) {
      it(`is accessible: ${page}, ${theme}`, async () => {
        const panel = await server.open(page, { theme, width: 320 });
        await panel.page.waitForSelector('h1', { state: 'attached' });
        await panel.close();
      });
    }
  }

  it('fails its test when an element has no name', async () => {
    const panel = await server.open('data');
    await panel.page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')));
    await assert.rejects(assertAccessible(panel.page), /button-name/);
    await panel.page.close();
  });
});
