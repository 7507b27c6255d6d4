/** Targets: faces in every form, and votes. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ResolvedData } from '../../../experiment/types';
import { encodeGrey } from '../../../runner/faces/png';
import { loadDataset } from '../../../runner/data/load';
import { writeSyntheticCsv } from '../../../runner/data/synthetic';
import { tarOf, zipOf } from '../../../test/runner/data/archives';
import { below, mutateBytes, mutateLines } from '../mutate';
import { must, type Target, type Trial } from '../target';

const classes = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

const dataOf = (source: string, votes?: string): ResolvedData => ({
  source,
  fraction: 1,
  labels: {
    scheme: votes === undefined ? 'fer' : 'fer+',
    rule: 'majority',
    unknown: 'remove',
    ...(votes && { votes }),
  },
  validation: { fraction: 0.2, seed: 1, stratified: false, keepDuplicatesTogether: false },
  test: ['publicTest', 'privateTest'],
});

/** Reads a source, and checks that the result is possible. */
async function load(data: ResolvedData, cacheDirectory: string): Promise<string> {
  const dataset = await loadDataset(data, { baseDirectory: '/', cacheDirectory, onProgress: () => undefined });
  const { labels, classNames, splits } = dataset;
  must(
    labels.every((label) => label < classNames.length || label === 255),
    'a label that is no class',
  );
  const ids = Object.values(splits).flatMap((split) => [...split]);
  must(new Set(ids).size === ids.length && ids.every((id) => id < labels.length), 'a face in two splits');
  return dataset.fingerprint;
}

async function csv(folder: string): Promise<string> {
  const file = path.join(folder, 'whole.csv');
  await writeSyntheticCsv(file, { training: 40, test: 14, seed: 5, labelNoise: 0 });
  return readFile(file, 'utf8');
}

function votesOf(text: string): string {
  const header = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
  const columns = [4, 5, 6, 1, 3, 2, 0];
  const rows = text.trimEnd().split('\n').slice(1);
  const lines = rows.map((row, i) => {
    const votes = new Array<number>(10).fill(0);
    votes[columns[Number(row.slice(0, row.indexOf(',')))]!] = 10;
    return [row.slice(row.lastIndexOf(',') + 1), `fer${i}.png`, ...votes].join(',');
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** Pictures of the faces of a CSV, by path. */
function pictures(text: string): Record<string, Buffer> {
  const rows = text.trimEnd().split('\n').slice(1);
  return Object.fromEntries(
    rows.map((row, i) => {
      const [label, pixels, usage] = row.split(',') as [string, string, string];
      const part = usage.startsWith('Training') ? 'train' : 'test';
      const grey = Uint8Array.from(pixels.split(' '), Number);
      return [`${part}/${classes[Number(label)]!}/${i}.png`, Buffer.from(encodeGrey(grey, 48, 48), 'base64')];
    }),
  );
}

export const faces: Target = {
  name: 'CSV of faces',
  tries: 700,
  async prepare(folder) {
    const text = await csv(folder);
    const file = path.join(folder, 'faces.csv');
    return async (random) => {
      await writeFile(file, mutateLines(text, random));
      await load(dataOf(file), path.join(folder, 'cache'));
      return 'read';
    };
  },
};

export const votes: Target = {
  name: 'FER+ votes',
  tries: 400,
  async prepare(folder) {
    const text = await csv(folder);
    const whole = votesOf(text);
    const file = path.join(folder, 'votes.csv');
    return async (random) => {
      await writeFile(file, mutateLines(whole, random));
      await load(dataOf(path.join(folder, 'whole.csv'), file), path.join(folder, 'cache'));
      return 'read';
    };
  },
};

export const images: Target = {
  name: 'pictures in folders',
  tries: 250,
  async prepare(folder) {
    const all = pictures(await csv(folder));
    const names = Object.keys(all);
    const root = path.join(folder, 'images');
    for (const name of names) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), all[name]!);
    }
    await load(dataOf(root), path.join(folder, 'cache'));
    return async (random) => {
      const name = names[below(random, names.length)]!;
      const file = path.join(root, name);
      await writeFile(file, mutateBytes(all[name]!, random));
      try {
        await load(dataOf(root), path.join(folder, 'cache'));
        return 'read';
      } finally {
        await writeFile(file, all[name]!);
      }
    };
  },
};

export const archives: Target = {
  name: 'archives',
  tries: 300,
  async prepare(folder) {
    const text = await csv(folder);
    const all = pictures(text);
    const tar = await tarOf(all);
    const whole: readonly Buffer[] = [
      ...[tar, gzipSync(tar), zipOf(all), zipOf({ 'fer2013.csv': text }), gzipSync(text)],
      gzipSync(await tarOf({ 'fer2013/fer2013.csv': text })),
    ];
    const file = path.join(folder, 'archive');
    for (const archive of whole) {
      await writeFile(file, archive);
      await load(dataOf(file), path.join(folder, 'cache'));
    }
    return async (random) => {
      await writeFile(file, mutateBytes(whole[below(random, whole.length)]!, random));
      await load(dataOf(file), path.join(folder, 'cache'));
      return 'read';
    };
  },
};

export const facesCache: Target = {
  name: 'cache of faces',
  tries: 200,
  async prepare(folder): Promise<Trial> {
    await csv(folder);
    const data = dataOf(path.join(folder, 'whole.csv'));
    const cache = path.join(folder, 'cache');
    const fingerprint = await load(data, cache);
    const file = path.join(
      cache,
      (await readdir(cache)).find((name) => name.endsWith('.faces'))!,
    );
    const bytes = await readFile(file);
    return async (random) => {
      const damaged = mutateBytes(bytes, random);
      await writeFile(file, damaged);
      must((await load(data, cache)) === fingerprint, 'other faces from a damaged cache');
      return damaged.equals(bytes) ? 'read' : 'passed over';
    };
  },
};
