/** Every page at every width that people have it at: beside an editor, at 200 % zoom, alone. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { assertFits } from './fits';
import { pages, usePanels } from './panel';
import { shown } from './shown';

/** Pixels. */
const widths = [320, 480, 800, 1200];

describe('every page', () => {
  const panels = usePanels();

  for (const name of pages) {
    for (const [what, show] of Object.entries(shown[name])) {
      it(`can be read at every width: ${name}, ${what}`, async () => {
        const panel = await panels.open(name, { width: 320, height: 900 });
        await show(panel);
        for (const width of widths) {
          await panel.page.setViewportSize({ width, height: 900 });
          await panel.photograph(`every-${name}-${what.replaceAll(' ', '-')}-${width}px`);
          await panel.fits();
        }
      });
    }
  }

  for (const name of pages) {
    for (const [what, show] of Object.entries(shown[name])) {
      it(`says what it says by colour also where the system forces its colours: ${name}, ${what}`, async () => {
        const panel = await panels.open(name, { theme: 'high-contrast', height: 1600 });
        await show(panel);
        const before = await drawn(panel.page);
        await panel.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
        await panel.photograph(`forced-${name}-${what.replaceAll(' ', '-')}`);
        assert.deepEqual(await drawn(panel.page), before);
      });
    }
  }

  it('fails its test when a text is cut, stands over another, or beside the page', async () => {
    const { page } = await panels.open('data', { width: 320 });
    const adding = async (html: string): Promise<void> =>
      page.evaluate((text) => {
        document.querySelector('main')!.innerHTML = `<h1>Data</h1>${text}`;
      }, html);
    const box = 'width: 50px; white-space: nowrap; overflow: hidden';
    await adding(`<p style="${box}">much longer than its box</p>`);
    await assert.rejects(assertFits(page), /“much longer than its box” is cut in p/);
    await adding(`<p style="${box}" title="much longer than its box">much longer than its box</p>`);
    await assertFits(page);
    await adding(`<div tabindex="0" style="${box}; overflow: auto">much longer than its box</div>`);
    await assertFits(page);
    await adding('<p>one</p><p style="margin-top: -4em">other</p>');
    await assert.rejects(assertFits(page), /“one” and “other” stand over each other/);
    await adding('<p style="width: 400px">wide</p>');
    await assert.rejects(assertFits(page), /the page is \d+ px too wide/);
    await adding('');
  });
});

/** What is drawn by a background alone, such as bars and the cells of a matrix: where, and in which colour. */
async function drawn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *:not(input)')]
      .filter((each) => each.childNodes.length === 0 || each.style.getPropertyValue('--share') !== '')
      .map((each) => ({
        name: each.className || each.tagName,
        colour: getComputedStyle(each)[each.matches('.u-marker') ? 'borderTopColor' : 'backgroundColor'],
        box: each.getBoundingClientRect(),
      }))
      .filter(({ colour, box }) => !/^rgba\(0, 0, 0, 0\)$/.test(colour) && box.width > 0 && box.height > 0)
      .map(({ name, colour }) => `${name}: ${colour}`),
  );
}
