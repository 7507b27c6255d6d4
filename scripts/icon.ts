/** Draws media/icon.png, for the Marketplace and the list of extensions, from media/icon.svg. Run it when that file changes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './paths';
import { chromiumFlags, findChromium } from './provision/chromium';

const side = 128;

async function draw(): Promise<void> {
  const svg = await readFile(path.join(root, 'media', 'icon.svg'), 'utf8');
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage({ viewport: { width: side, height: side } });
    await page.setContent(`<body style="margin:0">${svg}</body>`);
    await page.screenshot({ path: path.join(root, 'media', 'icon.png'), omitBackground: true });
  } finally {
    await browser.close();
  }
}

void draw();
