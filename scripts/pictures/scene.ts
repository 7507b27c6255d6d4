/** What a picture shows, and how all of them are taken: a project, a real VS Code for each theme, and the same ending. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type ThemeName, themeNames } from '../host/themes';
import { Workbench } from '../host/workbench';
import { dist, engines, root } from '../paths';
import { withPalette } from './palette';

export interface Camera {
  readonly workbench: Workbench;
  readonly page: Page;
  readonly theme: ThemeName;
  /** Of the project. */
  readonly folder: string;
  /** Takes a picture of the window. */
  picture(name: string): Promise<void>;
  /** Takes one of a part of the window. */
  pictureOf(part: Locator, name: string): Promise<void>;
}

export interface Scene {
  /** Default: all of them. */
  readonly themes?: readonly ThemeName[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly size?: { readonly width: number; readonly height: number };
  /** @param temporary beside the project */
  env?(temporary: string): NodeJS.ProcessEnv;
  /** Fills the project, once for all themes: each gets a copy in the same place. */
  prepare(folder: string): Promise<void>;
  take(camera: Camera): Promise<void>;
}

/** Parts of the window that pictures of a panel or a file do without. A title bar with nothing in it is not shown. */
const bare = {
  'workbench.activityBar.location': 'hidden',
  'workbench.statusBar.visible': false,
  'breadcrumbs.enabled': false,
  'window.menuBarVisibility': 'hidden',
  'window.commandCenter': false,
  'window.title': '',
  'workbench.layoutControl.enabled': false,
};

/** The engines of the tests, so that pictures do not depend on who takes them. */
const env = { FEREXP_ENGINE_DIR: engines };

/** Runs `ferexp` in a project, with its output beside ours. */
export function ferexp(folder: string, ...args: readonly string[]): void {
  execFileSync(process.execPath, [path.join(dist, 'ferexp.js'), ...args], {
    ...{ cwd: folder, stdio: 'inherit', env: { ...process.env, ...env } },
  });
}

/** @param name in media/, without its ending */
export async function save(picture: Buffer, name: string): Promise<void> {
  const file = path.join(root, 'media', `${name}.png`);
  await writeFile(file, withPalette(picture));
  console.log(path.relative(root, file));
}

/** Messages would cover what is shown. Not while a menu is open, which this would close. */
export const clearMessages = (workbench: Workbench): Promise<void> =>
  workbench.command('Notifications: Clear All Notifications').catch(() => undefined);

/** By its right edge, as a person does. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const { x, width: before } = (await page.locator('.part.sidebar').boundingBox())!;
  await page.mouse.move(x + before, 300);
  await page.mouse.down();
  await page.mouse.move(x + width, 300, { steps: 5 });
  await page.mouse.up();
}

export const walkthroughPicture = (name: string, theme: ThemeName): string => `walkthrough/${name}-${theme}`;

async function takeIn(scene: Scene, theme: ThemeName, folder: string): Promise<void> {
  const { settings = bare, size = { width: 900, height: 620 } } = scene;
  const workbench = await Workbench.open({
    ...{ folder, settings, theme, size },
    env: { ...env, ...scene.env?.(path.dirname(folder)) },
  });
  const { page } = workbench;
  const settled = async (): Promise<void> => {
    // Out of the way: much changes its colour under the mouse, edges that can be moved too.
    await page.mouse.move(size.width - 1, 0);
    // A change of the window's size or of a list is drawn a little later.
    await page.waitForTimeout(1500);
  };
  try {
    await scene.take({
      ...{ workbench, page, theme, folder },
      async picture(name) {
        await settled();
        await save(await page.screenshot(), walkthroughPicture(name, theme));
      },
      async pictureOf(part, name) {
        await settled();
        await save(await part.screenshot(), walkthroughPicture(name, theme));
      },
    });
  } catch (error) {
    await workbench.photograph(`pictures/failed-${theme}`).catch(() => undefined);
    throw error;
  } finally {
    await workbench.close();
  }
}

/** Takes the pictures of a scene in its themes. */
export async function takeScene(scene: Scene, chosen: readonly ThemeName[] = themeNames): Promise<void> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'ferexp-pictures-'));
  const [folder, kept] = [path.join(temporary, 'faces'), path.join(temporary, 'kept')];
  try {
    // Else VS Code would make it, in the midst.
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    await scene.prepare(folder);
    await cp(folder, kept, { recursive: true });
    for (const theme of (scene.themes ?? themeNames).filter((each) => chosen.includes(each))) {
      await rm(folder, { recursive: true });
      await cp(kept, folder, { recursive: true });
      await takeIn(scene, theme, folder);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}
