/**
 * Writes the theme variables that VS Code gives its webviews to test/ui/themes/, so that the pages are tested in the
 * real colours. Run again when VS Code's default themes change: npx tsx scripts/test/dumpThemes.ts
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openBrowser, openWorkbench } from '../host/browser';
import { startHost } from '../host/server';
import { themeNames, themes, themeSettings } from '../host/themes';
import { root } from '../paths';
import { provisionVSCodeServer } from '../provision/vscode';

async function main(): Promise<void> {
  const server = await provisionVSCodeServer(console.log);
  const browser = await openBrowser();
  for (const name of themeNames) {
    const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-theme-'));
    const host = await startHost({ server, dataFolder, settings: themeSettings(name) });
    const page = await openWorkbench(browser, host.address({ folder: root }), undefined, themes[name].page);
    await page.waitForSelector(`.monaco-workbench.${themes[name].workbenchClass} .part.statusbar`);
    const variables = await page.evaluate(() => {
      const found: Record<string, string> = {};
      for (const sheet of document.styleSheets) {
        for (const rule of sheet.cssRules) {
          if (!(rule instanceof CSSStyleRule) || !rule.selectorText.includes('.monaco-workbench')) continue;
          for (const property of rule.style) {
            if (property.startsWith('--vscode-')) found[property] = rule.style.getPropertyValue(property).trim();
          }
        }
      }
      return found;
    });
    const sorted = Object.fromEntries(Object.entries(variables).sort(([a], [b]) => a.localeCompare(b)));
    await writeFile(path.join(root, 'test', 'ui', 'themes', `${name}.json`), `${JSON.stringify(sorted, null, 1)}\n`);
    console.log(name, Object.keys(sorted).length, sorted['--vscode-editor-background']);
    await page.close();
    await host.stop();
  }
  await browser.close();
}

void main();
