/** The faces that a run was tested on in another data set: their pictures and labels are that set's, and not those of its own data. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { FacesServer } from '../../cli/commands/faces';
import type { FacesReply, FacesRequest } from '../../schemas/faces';
import { pictureHash, pictureHashBytes, readPredictions } from '../../storage/run/predictions';
import { namesOf } from '../../words/faceNames';
import { smallSets } from '../fixtures/dataSets/trees';
import { ferexp } from './command';
import { onlyRun, tiny } from './project';
import { temporaryFolder } from './support';

const file = 'across.ferexp.json';

describe('the faces of another data set', () => {
  const folder = temporaryFolder();
  const pictures: string[] = [];

  function unpack(name: string): object {
    const { files, layout, data } = smallSets.find((set) => set.layout === name)!;
    for (const [inside, content] of Object.entries(files)) {
      const target = path.join(folder.path, 'sets', name, inside);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
      if (name === 'raf-db' && inside.includes('test_') && !inside.endsWith('.txt')) pictures.push(target);
    }
    return { source: `sets/${name}`, layout, ...data };
  }

  async function ask(server: FacesServer, replies: FacesReply[], request: FacesRequest): Promise<FacesReply> {
    await server.answer({ id: 1, request });
    return replies.at(-1)!;
  }

  it('are shown as they are there, and not once they have changed', async () => {
    const dataSets = { jaffe: unpack('jaffe'), 'raf-db': unpack('raf-db') };
    const experiment = {
      ...tiny,
      name: 'across',
      dataSets,
      data: { source: 'jaffe', validation: tiny.data.validation },
    };
    mkdirSync(path.join(folder.path, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder.path, file), JSON.stringify(experiment, null, 2));
    const trained = await ferexp(folder.path, ['run', file]);
    assert.equal(trained.code, 0, trained.err);
    const { directory, header } = await onlyRun(folder.path);

    const replies: FacesReply[] = [];
    const server = new FacesServer((reply) => replies.push(reply));
    const opening = { type: 'openRun', directory, split: 'set-raf-db' } as const;
    const opened = await ask(server, replies, opening);
    assert.ok('result' in opened && 'ferNames' in opened.result, JSON.stringify(opened));
    const names = opened.result;
    const tested = await readPredictions(directory, 'set-raf-db');
    const answered = await ask(server, replies, { type: 'faces', ids: [...tested.ids] });
    assert.ok('result' in answered && Array.isArray(answered.result));
    const shown = answered.result;
    assert.equal(shown.length, tested.ids.length);
    assert.ok(shown.length > 0);
    for (const [row, face] of shown.entries()) {
      // Red, green, blue and opacity of each pixel of a grey picture.
      const grey = PNG.sync.read(Buffer.from(face.image, 'base64')).data.filter((_, place) => place % 4 === 0);
      const expected = tested.pictures!.subarray(row * pictureHashBytes, (row + 1) * pictureHashBytes);
      assert.deepEqual([...pictureHash(grey)], [...expected], `face ${face.id}`);
      assert.equal(namesOf(face, names).label, tested.classNames[tested.labels[row]!]);
    }

    const drawing = [
      'figure',
      header.runId,
      '--kind',
      'mistakes',
      '--split',
      'set-raf-db',
      '--faces',
      '100',
      '-o',
      'a.svg',
    ];
    const drawn = await ferexp(folder.path, drawing);
    assert.equal(drawn.code, 0, drawn.err);
    const svg = readFileSync(path.join(folder.path, 'a.svg'), 'utf8');
    assert.ok(svg.includes('test of raf-db'));
    const mistaken = shown.filter(({ image }) => svg.includes(image)).length;
    const { accuracy, examples } = (await onlyRun(folder.path)).summary!.splits['set-raf-db']!;
    assert.equal(mistaken, new Set(shown.map(({ image }) => image)).size - Math.round(accuracy * examples));

    for (const [index, picture] of pictures.entries()) {
      writeFileSync(picture, readFileSync(pictures[(index + 1) % pictures.length]!));
    }
    const changed = await ask(server, replies, opening);
    assert.ok('problem' in changed && changed.problem.message.startsWith('The data has changed since this run'));
    const refused = await ferexp(folder.path, [...drawing, '--force']);
    assert.notEqual(refused.code, 0);
  });
});
