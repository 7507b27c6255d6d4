/** What a page hides from those whose window is narrow: texts that are cut, one over another, or beside the page. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * Fails with a line for each text that cannot be read: it is cut and no title tells it, or it stands over another; and where
 * the page itself scrolls sideways. What a box of its own can scroll to can be read.
 */
export async function assertFits(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // tsx wraps named functions in a helper of its own, which the page lacks.
  await page.evaluate('globalThis.__name ??= (named) => named');
  const faults = await page.evaluate(() => {
    interface Box {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    const found: string[] = [];
    const width = document.documentElement.scrollWidth - window.innerWidth;
    if (width > 0) found.push(`the page is ${width} px too wide`);

    const parentOf = (element: Element): Element | null =>
      element.assignedSlot ??
      element.parentElement ??
      (element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : null);
    const ancestors = (element: Element | null): Element[] =>
      element === null ? [] : [element, ...ancestors(parentOf(element))];

    const shown: { text: string; box: Box; element: Element; cut: boolean }[] = [];
    const look = (node: Text): void => {
      const text = (node.nodeValue ?? '').trim();
      const element = node.parentElement;
      if (text === '' || !element || element.closest('style, script')) return;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
      const line = ancestors(element);
      // Hidden from view on purpose, for screen readers.
      if (line.some((each) => getComputedStyle(each).clipPath !== 'none')) return;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const box = { left, right, top, bottom };
        let cut = false;
        let scrolled = false;
        for (const each of line) {
          const { overflowX, overflowY } = getComputedStyle(each);
          if (overflowX === 'visible' && overflowY === 'visible') continue;
          const edge = each.getBoundingClientRect();
          scrolled ||= overflowX === 'auto' || overflowX === 'scroll';
          if (!scrolled && (box.right > edge.right + 1 || box.left < edge.left - 1)) cut = true;
          box.left = Math.max(box.left, edge.left);
          box.right = Math.min(box.right, edge.right);
          box.top = Math.max(box.top, edge.top);
          box.bottom = Math.min(box.bottom, edge.bottom);
        }
        if (cut && !line.some((each) => (each.getAttribute('title') ?? '') !== '')) {
          found.push(`“${text}” is cut in ${element.tagName.toLowerCase()}.${element.className}`);
        }
        shown.push({ text, box, element, cut });
      }
    };
    const walk = (root: Node): void => {
      for (const node of root.childNodes) {
        if (node instanceof Text) look(node);
        else if (node instanceof Element) {
          if (node.shadowRoot) walk(node.shadowRoot);
          walk(node);
        }
      }
    };
    walk(document.body);

    const overlap = (a: Box, b: Box): boolean =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    shown.forEach((one, index) => {
      for (const other of shown.slice(index + 1)) {
        if (one.element !== other.element && overlap(one.box, other.box)) {
          found.push(`“${one.text}” and “${other.text}” stand over each other`);
        }
      }
    });
    return [...new Set(found)];
  });
  assert.deepEqual(faults, []);
}
