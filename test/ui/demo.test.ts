/** The page that `ferexp export` writes, opened from the disk as a user opens it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { decodeGrey } from '../../runner/data/import/decodeImage';
import type { Engine } from '../../runner/engine/contract';
import { type DemoPage, toDemo } from '../../runner/exported/demo/toDemo';
import { createClahe } from '../../runner/techniques/transform/equalize';
import { testResults } from '../../scripts/paths';
import { chromiumFlags, findChromium } from '../../scripts/provision/chromium';
import { assertClose } from '../runner/engine/kernelCases';
import { embeddedEngine } from '../runner/engine/wasm/embedded';
import { answersOf, facesShape, greyFaces, networkTypes, savedNetwork } from '../runner/exported/networks';
import { assertAccessible, axeFile } from './axe';
import { assertFits } from './fits';

const classNames = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const side = 48;
/** Of a probability. Both compute in float32, and add up in another order. */
const tolerance = 1e-5;

const facts: DemoPage = {
  title: 'a-study / flip & <more>, seed 1',
  run: '20260314-101500-flip-1-3f2a',
  version: '1.2.3',
  classNames,
  size: side,
  tested: 'Of 3,589 test faces it told 61.2 % (59.6 to 62.8 %) right.',
  warnings: [],
  notice: '## Limits\n\n- It is a test.\n- It has two lines\nof text.\n\n## Law\n\nFor study.',
};

interface Demo {
  readonly page: Page;
  /** Gives the page a file. @param data PNG unless the name says otherwise */
  give(name: string, data: Buffer): Promise<void>;
  /** Of the newest picture, in the order of the classes. */
  answer(): Promise<number[]>;
  /** The face that the network reads, grey values. */
  face(): Promise<number[]>;
}

describe('a demo page', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-demo-'));
  let engine: Engine;
  let browser: Browser;
  let faces: Float32Array;
  before(async () => {
    engine = await embeddedEngine();
    faces = await greyFaces();
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  let errors: string[] = [];
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    assert.deepEqual(errors, []);
    errors = [];
  });

  /** @param script runs in the page before its own */
  async function open(html: Buffer, options: BrowserContextOptions = {}, script?: string): Promise<Demo> {
    const file = path.join(folder, 'demo.html');
    writeFileSync(file, html);
    const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
    await context.addInitScript({ path: axeFile });
    if (script !== undefined) await context.addInitScript(script);
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url())) errors.push(`The page asked for ${request.url()}.`);
    });
    await page.goto(pathToFileURL(file).href);
    const card = page.locator('article').first();
    return {
      page,
      give: async (name, data) => {
        const mimeType = name.endsWith('.png') ? 'image/png' : 'text/plain';
        await page.getByLabel(/Choose pictures of faces/).setInputFiles({ name, mimeType, buffer: data });
      },
      answer: async () => {
        await card.locator('data').first().waitFor();
        return (
          await card.locator('data').evaluateAll((all) => all.map((each) => (each as HTMLDataElement).value))
        ).map(Number);
      },
      face: async () =>
        card.locator('figure canvas').evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return [...data].filter((_, at) => at % 4 === 0);
        }),
    };
  }

  /** @param values grey, or red, green and blue, of each pixel */
  function png(values: ArrayLike<number>, width: number, height: number): Buffer {
    const channels = values.length / (width * height);
    const picture = new PNG({ width, height });
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) picture.data[4 * pixel + c] = values[channels * pixel + (c % channels)]!;
      picture.data[4 * pixel + 3] = 255;
    }
    return PNG.sync.write(picture);
  }

  /** Of random colours. */
  function colours(width: number, height: number): Buffer {
    return png(
      Array.from({ length: 3 * width * height }, (_, at) => (at * 2_654_435_761) >>> 24),
      width,
      height,
    );
  }

  const faceFile = (at: number): Buffer => png(faces.subarray(at * side ** 2, (at + 1) * side ** 2), side, side);

  /** What the runner makes of a picture. */
  function faceByRunner(picture: Buffer): Uint8Array {
    const face = new Uint8Array(side ** 2);
    decodeGrey(picture, 'picture.png', side, face);
    return face;
  }

  async function small(page: Partial<DemoPage> = {}): Promise<Buffer> {
    const { directory, dispose } = await savedNetwork(engine, 'smallCnn');
    try {
      return await toDemo(directory, { ...facts, ...page });
    } finally {
      dispose();
    }
  }

  for (const type of networkTypes) {
    it(`answers as the run's model does: ${type}`, async () => {
      const { directory, model, dispose } = await savedNetwork(engine, type);
      const { probabilities } = answersOf(engine, model, faces);
      const html = await toDemo(directory, facts);
      dispose();
      const demo = await open(html);
      for (let at = 0; at < facesShape[0]; at++) {
        await demo.give(`face-${at}.png`, faceFile(at));
        await demo.page.getByRole('heading', { name: `face-${at}.png` }).waitFor();
        const expected = probabilities.subarray(at * 7, (at + 1) * 7);
        assertClose(Float32Array.from(await demo.answer()), expected, tolerance, `face ${at}`);
        const best = classNames[expected.indexOf(Math.max(...expected))]!;
        assert.equal(await demo.page.locator('caption').first().textContent(), `The network answers ${best}`);
      }
    });
  }

  for (const [title, width, height] of [
    ['larger than a face', 130, 97],
    ['smaller than a face', 31, 40],
    ['as large as a face', side, side],
  ] as const) {
    it(`reads a picture in colour as the runner does: ${title}`, async () => {
      const picture = colours(width, height);
      const demo = await open(await small());
      await demo.give('colours.png', picture);
      await demo.answer();
      assert.deepEqual(await demo.face(), [...faceByRunner(picture)]);
    });
  }

  it('equalises a face as the run does', async () => {
    const settings = { method: 'clahe', clipLimit: 3, tiles: 4 } as const;
    const demo = await open(await small({ equalization: settings }));
    await demo.give('face.png', faceFile(1));
    await demo.answer();
    const face = faceByRunner(faceFile(1));
    createClahe(settings, { width: side, height: side })(face);
    assert.deepEqual(await demo.face(), [...face]);
  });

  it('follows the square, which keys and the mouse move and resize, and never leaves the picture', async () => {
    const demo = await open(await small());
    await demo.give('wide.png', colours(300, 200));
    const first = await demo.answer();
    const before = await demo.face();
    const square = demo.page.getByRole('group', { name: /Square of the face in wide\.png/ });
    const placed = async () =>
      square.evaluate(({ style }) => ['left', 'top', 'width', 'height'].map((key) => parseFloat(style[key as 'left'])));
    assert.deepEqual((await placed()).map(Math.round), [17, 0, 67, 100]);
    await square.press('ArrowLeft');
    await square.press('-');
    const [left, top, width, height] = (await placed()) as [number, number, number, number];
    assert.ok(left < 17 && top > 0 && Math.abs(width * 1.5 - height) < 1e-6 && height < 100, String(await placed()));
    await demo.page.waitForFunction((old) => document.querySelector('data')!.value !== old, String(first[0]));
    assert.notDeepEqual(await demo.face(), before);
    for (let press = 0; press < 30; press++) await square.press('ArrowUp');
    for (let press = 0; press < 30; press++) await square.press('ArrowRight');
    assert.deepEqual((await placed()).map(Math.round), [
      Math.round(100 - width),
      0,
      Math.round(width),
      Math.round(height),
    ]);
    const box = (await square.boundingBox())!;
    await demo.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await demo.page.mouse.down();
    await demo.page.mouse.move(box.x - 500, box.y + box.height / 2);
    await demo.page.mouse.up();
    assert.equal((await placed())[0], 0);
    await demo.page.getByRole('slider', { name: 'Size of the square' }).fill('16');
    assert.ok(Math.abs((await placed())[3]! - 8) < 1e-9);
  });

  it('offers each face that the browser finds, the largest first', async () => {
    const boxes = 'new DOMRect(10, 20, 30, 40), new DOMRect(100, 20, 60, 40)';
    const detect = `async () => [${boxes}].map((boundingBox) => ({ boundingBox }))`;
    const demo = await open(await small(), {}, `window.FaceDetector = class { detect = ${detect}; };`);
    await demo.give('two.png', colours(200, 100));
    await demo.answer();
    const pressed = async () =>
      demo.page.getByRole('button', { name: /^Face/ }).evaluateAll((all) => all.map(({ ariaPressed }) => ariaPressed));
    const square = demo.page.getByRole('group', { name: /Square/ });
    assert.deepEqual(await pressed(), ['true', 'false']);
    assert.equal(await square.evaluate(({ style }) => style.left), '50%');
    await demo.page.getByRole('button', { name: 'Face 2' }).click();
    assert.deepEqual(await pressed(), ['false', 'true']);
    assert.equal(await square.evaluate(({ style }) => style.width), '20%');
  });

  it('takes pictures that are dropped, and says which files are none', async () => {
    const demo = await open(await small());
    await demo.page.getByLabel(/Choose pictures of faces/).waitFor();
    await demo.page.evaluate(() => {
      const files = new DataTransfer();
      files.items.add(new File(['no picture'], 'notes.txt', { type: 'text/plain' }));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true }));
    });
    await demo.page
      .getByText('notes.txt is no picture that this browser can read: give a JPEG, PNG, WebP or BMP.')
      .waitFor();
    await demo.give('tiny.png', colours(15, 30));
    await demo.page.getByText('tiny.png has 15 × 30 pixels: a face needs 16 on each side.').waitFor();
    const holed = PNG.sync.read(colours(90, 40));
    holed.data[4 * 90 * 40 - 1] = 200;
    await demo.give('holed.png', PNG.sync.write(holed));
    await demo.page.getByText('holed.png is partly transparent: give a picture without transparent parts.').waitFor();
    assert.equal(await demo.page.locator('article').count(), 0);
    await demo.give('face.png', faceFile(0));
    await demo.answer();
    assert.equal(await demo.page.locator('.problems p').count(), 0);
    await demo.page.getByRole('button', { name: 'Remove face.png' }).click();
    assert.equal(await demo.page.locator('article').count(), 0);
  });

  it('is forbidden by its own policy to send anything', async () => {
    const { page } = await open(await small());
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      await fetch('http://127.0.0.1:9/', { method: 'POST', body: 'a face' }).catch(() => undefined);
      const picture = new Image();
      picture.src = 'http://127.0.0.1:9/face.png';
      await new Promise((resolve) => setTimeout(resolve, 100));
      return violations;
    });
    assert.deepEqual(blocked, ['connect-src', 'img-src']);
    // The browser tells of both on the console.
    assert.ok(errors.some((error) => error.includes('Refused to connect because it violates')));
    errors = [];
  });

  it('says why it cannot run where the browser lacks WebAssembly', async () => {
    const { page } = await open(await small(), {}, 'delete window.WebAssembly;');
    await page.getByRole('alert').waitFor();
    assert.match(
      (await page.getByRole('alert').textContent())!,
      /^The network cannot run: .+ Open the page in a current/,
    );
    await page.getByRole('heading', { name: 'Law' }).waitFor();
    errors = [];
  });

  it('shows what it is of, its limits and whose software it holds, and can be read in every theme', async () => {
    const html = await small({ warnings: ['These results are of several views.'] });
    for (const [name, options] of [
      ['light', { colorScheme: 'light' }],
      ['dark', { colorScheme: 'dark' }],
      ['narrow', { colorScheme: 'light', viewport: { width: 320, height: 1200 } }],
      ['forced', { forcedColors: 'active' }],
    ] as const) {
      const demo = await open(html, options);
      const { page } = demo;
      assert.equal(await page.title(), facts.title);
      await page.getByRole('heading', { name: facts.title }).waitFor();
      await demo.give('face.png', faceFile(0));
      await demo.give('wide.png', colours(300, 200));
      await page.getByRole('heading', { name: 'wide.png' }).waitFor();
      await demo.answer();
      const text = await page.locator('main').innerText();
      for (const part of [
        // No line begins with the sign.
        'Of 3,589 test faces it told 61.2\u00a0% (59.6 to 62.8\u00a0%) right.',
        'These results are of several views.',
        'It has two lines of text.',
        facts.run,
      ]) {
        assert.ok(text.includes(part), part);
      }
      await page.screenshot({ path: path.join(testResults, 'ui', `demo-${name}.png`), fullPage: true });
      await assertFits(page);
      await assertAccessible(page);
      await page.getByText('Software in this page').click();
      assert.match(await page.locator('pre').innerText(), /tfjs-backend-wasm 4[^]*XNNPACK[^]*preact/);
      await page.close();
    }
  });
}).timeout(180_000);
