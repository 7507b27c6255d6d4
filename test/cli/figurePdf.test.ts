import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFakeRun } from '../fixtures/runs';
import { pdfMarks } from '../pdf/pdfMarks';
import { svgMarks } from '../pdf/svgMarks';
import { ferexp } from './command';
import { temporaryFolder } from './support';

describe('figures as PDF on the command line', () => {
  const folder = temporaryFolder();
  let run: string;

  const fake = (variant: string, repeat: number): string =>
    writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), {
      ...{ experiment: 'study', variant, repeat, testExamples: 70, testAccuracy: 0.6 + repeat / 100 },
      model: { dropout: variant === 'base' ? 0 : 0.5 },
    });
  beforeEach(() => {
    run = fake('base', 0);
  });
  const written = (name: string): Promise<Awaited<ReturnType<typeof pdfMarks>>> =>
    pdfMarks(readFileSync(path.join(folder.path, name)));

  it('are what the SVG is, and are chosen by the ending of the file', async () => {
    const pdf = await ferexp(folder.path, ['figure', run, '-o', 'confusion.pdf']);
    assert.deepEqual([pdf.code, pdf.out, pdf.err], [0, '', `${path.join(folder.path, 'confusion.pdf')}\n`]);
    const svg = await ferexp(folder.path, ['figure', run]);
    const [actual, expected] = [await written('confusion.pdf'), svgMarks(svg.out)];
    assert.deepEqual(
      [actual.width, actual.height, actual.title, actual.texts.map(({ text }) => text)],
      [expected.width, expected.height, expected.title, expected.texts.map(({ text }) => text)],
    );
    assert.equal(actual.shapes.length, expected.shapes.length);
  });

  it('of a comparison too; letters that the font has not are named', async () => {
    for (const repeat of [0, 1, 2]) {
      fake('base', repeat);
      fake('表', repeat);
    }
    const { code, err } = await ferexp(folder.path, ['compare', 'study', '--figure', 'forest', '-o', 'forest.pdf']);
    assert.deepEqual([code, err.split('\n')[1]!.slice(0, 22)], [0, '□ stands for 表: PDF fi']);
    const { title, texts } = await written('forest.pdf');
    assert.equal(title, 'Differences by class: 表 against base', 'the title needs no font');
    assert.ok(texts.some(({ text }) => text === 'Differences by class: □ against base'));
  });

  it('have the usual help for another ending, before any work, and for a place that cannot be written', async () => {
    for (const args of [
      ['figure', 'no-run'],
      ['compare', 'no-experiment', '--figure', 'forest'],
    ]) {
      const { code, err } = await ferexp(folder.path, [...args, '-o', 'a.png']);
      assert.equal(code, 2);
      assert.match(err, /a\.png is neither an SVG nor a PDF file\.\s+Name it \*\.svg or \*\.pdf\./);
    }
    const before = readdirSync(folder.path);
    const nowhere = await ferexp(folder.path, ['figure', run, '-o', 'nowhere/a.pdf']);
    assert.match(nowhere.err, /Cannot write .*a\.pdf: there is no such file or folder\./);
    mkdirSync(path.join(folder.path, 'folder.pdf'));
    const onFolder = await ferexp(folder.path, ['figure', run, '-o', 'folder.pdf']);
    assert.match(onFolder.err, /Cannot write .*folder\.pdf: it is a folder, not a file\./);
    assert.deepEqual([nowhere.code, onFolder.code], [1, 1]);
    assert.ok(existsSync(path.join(folder.path, 'folder.pdf')));
    assert.deepEqual(readdirSync(folder.path).sort(), [...before, 'folder.pdf'].sort());
  });
});
