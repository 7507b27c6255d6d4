/** Opens a built webview page in a browser as the extension would: its HTML, a theme's colours, a host that answers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/provision/chromium';
import { dist, root, testResults } from '../../scripts/paths';
import { assertAccessible, axeFile } from './axe';
import { assertFits } from './fits';

export const themes = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type ThemeName = (typeof themes)[number];

export const pages = ['run', 'comparison', 'preview', 'data', 'audit', 'explain'] as const;
export type PageName = (typeof pages)[number];

const bodyClass: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'high-contrast': 'vscode-high-contrast',
  'high-contrast-light': 'vscode-high-contrast vscode-high-contrast-light',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

async function html(page: string, theme: ThemeName): Promise<string> {
  const variables = JSON.parse(
    await readFile(path.join(root, 'test', 'ui', 'themes', `${theme}.json`), 'utf8'),
  ) as Record<string, string>;
  const all = { ...variables, '--vscode-font-family': 'system-ui, sans-serif', '--vscode-font-size': '13px' };
  const style = Object.entries(all)
    .map(([name, value]) => `${name}:${value}`)
    .join(';');
  return `<!DOCTYPE html>
<html lang="en" style="${style.replaceAll('"', '&quot;')}">
<head><meta charset="utf-8"><title>${page}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/codicon.css" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="/${page}.css">
<script>
  window.posted = [];
  window.savedState = undefined;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.posted.push(message); window.onPosted?.(message); },
    getState: () => window.savedState ?? window.initialState,
    setState: (state) => { window.savedState = state; },
  });
</script>
</head>
<body class="${bodyClass[theme]}"><div id="root"></div><script src="/${page}.js"></script></body></html>`;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the page had remembered before a reload. */
  readonly state?: unknown;
}

/** A page under test. `send` plays the extension; `posted` is what the page asked of it. */
export interface Panel {
  readonly page: Page;
  send(event: unknown): Promise<void>;
  posted(): Promise<{ type: string; [key: string]: unknown }[]>;
  /** Answers each request, also those posted already, with an event or with none. */
  answer(handler: (message: { type: string }) => unknown): Promise<void>;
  savedState(): Promise<unknown>;
  /** Fails where the page scrolls sideways, cuts a text without a way to read it, or draws one over another. */
  fits(): Promise<void>;
  /** Photograph for a person to look at, in test-results/ui/; a state that is worth one must be accessible. */
  photograph(name: string): Promise<void>;
  /** Closes the page, which must have thrown nothing and must be accessible as the test left it. */
  close(): Promise<void>;
}

declare global {
  interface Window {
    posted: { type: string; [key: string]: unknown }[];
    savedState: unknown;
    initialState: unknown;
    onPosted?: (message: unknown) => void;
  }
}

/** Panels of one file of tests: a server for all, a page at a time, checked as it is closed: after its test, or when
 * the test opens another. */
export interface Panels {
  open(name: PageName, options?: OpenOptions): Promise<Panel>;
}

/** To be called in a `describe`. */
export function usePanels(): Panels {
  let server: PanelServer;
  let panel: Panel | undefined;
  before(async () => {
    server = await PanelServer.start();
  });
  after(() => server.stop());
  const close = async (): Promise<void> => {
    const last = panel;
    panel = undefined;
    await last?.close();
  };
  afterEach(close);
  return {
    open: async (name, options) => {
      await close();
      return (panel = await server.open(name, options));
    },
  };
}

/** For tests, through `usePanels`; and for benchmarks. */
export class PanelServer {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly origin: string,
  ) {}

  static async start(): Promise<PanelServer> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const [, first = '', theme] = url.pathname.split('/');
      if (theme !== undefined) {
        html(first, theme as ThemeName).then(
          (text) => response.writeHead(200, { 'content-type': 'text/html' }).end(text),
          () => response.writeHead(404).end(),
        );
        return;
      }
      const type = contentTypes[path.extname(first)] ?? 'application/octet-stream';
      readFile(first === 'axe.js' ? axeFile : path.join(dist, 'webview', path.basename(first))).then(
        // The browser keeps it compiled for the next page.
        (body) => response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600' }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] });
    const origin = `http://127.0.0.1:${address.port}`;
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    // A page that stays open keeps the process that the others are drawn in.
    await (await context.newPage()).goto(`${origin}/codicon.css`);
    return new PanelServer(server, browser, context, origin);
  }

  async open(name: PageName, options: OpenOptions = {}): Promise<Panel> {
    const { theme = 'dark', width = 1200, height = 800, state } = options;
    const page = await this.context.newPage();
    await page.setViewportSize({ width, height });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.addInitScript((initial) => (window.initialState = initial), state);
    await page.goto(`${this.origin}/${name}/${theme}`);
    await page.waitForFunction(() => window.posted.some(({ type }) => type === 'ready'));
    return {
      page,
      send: (event) => page.evaluate((data) => window.postMessage(data, '*'), event),
      posted: () => page.evaluate(() => window.posted),
      answer: async (handler) => {
        await page.exposeFunction('onPosted', async (message: { type: string }) => {
          const event: unknown = await handler(message);
          if (event !== undefined) await page.evaluate((data) => window.postMessage(data, '*'), event);
        });
        await page.evaluate(() => window.posted.forEach((message) => window.onPosted?.(message)));
      },
      savedState: () => page.evaluate(() => window.savedState),
      fits: () => assertFits(page),
      photograph: async (file) => {
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        await page.screenshot({ path: path.join(testResults, 'ui', `${file}.png`) });
        await assertAccessible(page);
      },
      close: async () => {
        try {
          assert.deepEqual(errors, []);
          await assertAccessible(page);
        } finally {
          await page.close();
        }
      },
    };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
