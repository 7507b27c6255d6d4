/** What a page keeps from those who see little or use a screen reader: axe-core's rules, all of them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/paths';

/** The server of the pages has it as `/axe.js`. */
export const axeFile = path.join(root, 'node_modules', 'axe-core', 'axe.min.js');

declare global {
  interface Window {
    axe?: typeof axe;
    /** What the page showed when it was found accessible. */
    foundAccessible?: string;
  }
}

/**
 * Fails with a line for each element that breaks a rule: the rule, where, and how to mend it. Looks once at what a page shows,
 * however often it is asked.
 */
export async function assertAccessible(page: Page): Promise<void> {
  if (await page.evaluate(() => window.axe === undefined)) await page.addScriptTag({ url: '/axe.js' });
  const violations = await page.evaluate(async () => {
    const parts = [`${innerWidth} ${innerHeight} ${matchMedia('(forced-colors: active)').matches}`];
    for (const roots: (Element | ShadowRoot)[] = [document.documentElement]; roots.length > 0;) {
      const root = roots.pop()!;
      parts.push(root.innerHTML);
      for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
    }
    const shown = parts.join('\n');
    if (shown === window.foundAccessible) return [];
    const found = await window.axe!.run(document, { resultTypes: ['violations'] });
    if (found.violations.length === 0) window.foundAccessible = shown;
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  });
  assert.deepEqual(violations, []);
}
