/** Opens the VS Code workbench in a browser that Playwright drives. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../provision/chromium';

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] });
}

/** Opens an address of the host and waits until the workbench is there. */
export async function openWorkbench(
  browser: Browser,
  address: string,
  size = { width: 1280, height: 800 },
  /** Media settings of the system. */
  media: Pick<BrowserContextOptions, 'colorScheme' | 'forcedColors'> = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: size, ...media });
  await showWorkbench(page, address);
  return page;
}

/** The same in a page that is there. */
export async function showWorkbench(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
}
