/** Drives a real VS Code as a user does: commands by name, panels by what they show, screenshots. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, errors, type Frame, type Locator, type Page } from 'playwright-core';
import { root, testResults } from '../paths';
import { provisionVSCodeServer } from '../provision/vscode';
import { openBrowser, openWorkbench } from './browser';
import { startHost, type Host } from './server';
import { type ThemeName, themes, themeSettings } from './themes';

export interface WorkbenchOptions {
  /** A folder, or a `.code-workspace` file of several. */
  readonly folder: string;
  /** Default: this project. `null`: only what is installed in the server's data folder. */
  readonly extension?: string | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: the editor's own. */
  readonly theme?: ThemeName;
  readonly askForTrust?: boolean;
  /** Added to the environment that the editor is started with. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: a new one that is deleted at the end. */
  readonly dataFolder?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

export class Workbench {
  /** The open workbenches. */
  static readonly opened = new Set<Workbench>();

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly host: Host,
    private readonly temporary: string | undefined,
  ) {
    Workbench.opened.add(this);
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const server = await provisionVSCodeServer(console.log);
    const temporary =
      options.dataFolder === undefined ? await mkdtemp(path.join(os.tmpdir(), 'ferexp-vscode-')) : undefined;
    const host = await startHost({
      server,
      dataFolder: options.dataFolder ?? temporary!,
      askForTrust: options.askForTrust ?? false,
      settings: { ...(options.theme && themeSettings(options.theme)), ...options.settings },
      ...(options.env ? { env: options.env } : {}),
    });
    const extension = options.extension === undefined ? root : options.extension;
    const address = host.address({ folder: options.folder, ...(extension === null ? {} : { extension }) });
    const browser = await openBrowser();
    try {
      const page = await openWorkbench(browser, address, options.size, options.theme && themes[options.theme].page);
      // Wait for the theme, so that screenshots show it.
      if (options.theme) await page.waitForSelector(`.monaco-workbench.${themes[options.theme].workbenchClass}`);
      return new Workbench(page, browser, host, temporary);
    } catch (error) {
      await browser.close();
      await host.stop();
      throw error;
    }
  }

  /** Runs a command by its title, as from the command palette. */
  async command(title: string): Promise<void> {
    // The palette lists the commands that are enabled when it opens: before the extension is active, the command may be missing.
    const input = this.page.locator('.quick-input-widget input');
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await this.page.keyboard.press('Escape')) {
      const entry = await this.#quickOpen('F1', `>${title}`, title);
      if (entry === undefined) continue;
      await entry.click();
      // A list that is redrawn under the pointer swallows the click: the palette then stays as it was.
      if (await this.#paletteClosed(input, title)) return;
    }
    throw new Error(`The command palette does not offer ${title}.`);
  }

  /**
   * What the editor's box lists for what is typed there. `undefined`: nothing within three seconds, or the box closed,
   * as it does whenever something else takes the focus (a panel that has just come up).
   */
  async #quickOpen(key: string, typed: string, listed: string): Promise<Locator | undefined> {
    await this.page.keyboard.press(key);
    const soon = { state: 'visible', timeout: 3000 } as const;
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: listed }).first();
    try {
      const input = this.page.locator('.quick-input-widget input');
      await input.waitFor(soon);
      await input.fill(typed, { timeout: soon.timeout });
      await entry.waitFor(soon);
      return entry;
    } catch (error) {
      if (error instanceof errors.TimeoutError) return undefined;
      throw error;
    }
  }

  /** Whether the palette is closed. A command may ask in the same box, so only the written text shows it. */
  async #paletteClosed(input: Locator, title: string): Promise<boolean> {
    for (const deadline = Date.now() + 3000; Date.now() < deadline; await this.page.waitForTimeout(50)) {
      if (!(await input.isVisible())) return true;
      if ((await input.inputValue({ timeout: 1000 }).catch(() => '')) !== `>${title}`) return true;
    }
    return false;
  }

  /** Clicks the FER Experiments icon of the activity bar: its whole item, since a badge (runs that train) lies over the icon. */
  async showActivity(): Promise<void> {
    await this.page.locator('.activitybar .action-item:has(a[aria-label*="FER Experiments"])').first().click();
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    let entry: Locator | undefined;
    for (const deadline = Date.now() + 60_000; entry === undefined;) {
      if (Date.now() > deadline) throw new Error(`The editor does not find ${name}.`);
      entry = await this.#quickOpen('Control+P', name, path.basename(name));
      if (entry === undefined) await this.page.keyboard.press('Escape');
    }
    await this.page.keyboard.press('Enter');
    await this.page
      .locator('.tab')
      .filter({ hasText: path.basename(name) })
      .first()
      .waitFor({ state: 'visible' });
  }

  /** The frame of the webview that shows something matching `selector`. */
  async webview(selector: string, timeout = 60_000): Promise<Frame> {
    const started = Date.now();
    while (Date.now() - started < timeout) {
      for (const frame of this.page.frames()) {
        // A frame that is being replaced has no document for a moment.
        const found = await frame.$(selector).catch(() => null);
        if (found !== null) return frame;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No webview showed ${selector} within ${timeout / 1000} s.`);
  }

  /** The visible text of boxes, messages, tabs and pages, for logs. */
  async visibleText(): Promise<string> {
    const boxes = '.monaco-dialog-box, .quick-input-widget, .notification-list-item-message, .tab.active';
    const texts = await this.page.locator(boxes).filter({ visible: true }).allInnerTexts();
    for (const frame of this.page.frames()) {
      const page = frame.locator('main');
      if (await page.isVisible().catch(() => false)) texts.push(await page.innerText());
    }
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 500)).join(' | ');
  }

  /** Takes a screenshot for people to look at, in test-results/. */
  async photograph(name: string): Promise<void> {
    const file = path.join(testResults, `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /** Reloads the window as a user does, so that VS Code keeps its editors: a new extension host starts. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 120_000 });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
  }

  async close(): Promise<void> {
    Workbench.opened.delete(this);
    await this.browser.close();
    await this.host.stop();
    if (this.temporary !== undefined) await rm(this.temporary, { recursive: true, force: true });
  }
}
