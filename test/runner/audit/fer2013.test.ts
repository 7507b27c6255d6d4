import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findNearCopies, contrastOf } from '../../../runner/audit/nearCopies';
import { nonFaces } from '../../../runner/audit/nonFaces';
import { publishedCounts } from '../../../runner/audit/published';
import { findDuplicates } from '../../../runner/data/duplicates';
import type { ImportedFaces } from '../../../runner/data/import/faceCollector';
import { readVotes, type Votes } from '../../../runner/data/labels/votes';
import { openSource } from '../../../runner/data/source';
import { Random } from '../../../runner/random';
import { eachItself, plant } from './plant';

const directory = process.env['FER2013_DIR'];
const source = ['fer2013.csv', 'fer2013.csv.xz'].find((name) => existsSync(path.join(directory ?? '', name)));

describe('an audit of FER2013 itself', function () {
  this.timeout(120_000);
  let cacheDirectory = '';
  let faces: ImportedFaces;
  let votes: Votes;

  before(async function () {
    if (directory === undefined || source === undefined) {
      console.log('      skipped: set FER2013_DIR to a folder with fer2013.csv (or .csv.xz) and fer2013new.csv');
      return this.skip();
    }
    cacheDirectory = await mkdtemp(path.join(tmpdir(), 'ferexp-audit-'));
    const options = { baseDirectory: directory, cacheDirectory, onProgress: () => undefined };
    ({ faces } = await openSource(source, options));
    votes = await readVotes(path.join(directory, 'fer2013new.csv'));
  });

  after(async () => {
    if (cacheDirectory !== '') await rm(cacheDirectory, { recursive: true });
  });

  it('finds 98 % of planted copies, and 98 % of what it says of them is right', async () => {
    const [kept, copies] = [4000, 400];
    const { firstOf } = findDuplicates(faces);
    const different = Uint32Array.from(
      [...firstOf.keys()].filter((id) => firstOf[id] === id && contrastOf(faces, id) >= 8),
    );
    const drawn = new Random(11, 'drawn').shuffle(different).slice(0, kept);
    const size = faces.width ** 2;
    const pixels = new Uint8Array(kept * size);
    drawn.forEach((id, at) => pixels.set(faces.pixels.subarray(id * size, (id + 1) * size), at * size));
    const planted = plant({ pixels, width: faces.width, count: kept }, copies, 4);
    const found = await findNearCopies(planted, eachItself(planted.count), { onProgress: () => undefined });

    const right = found.filter(({ first, second }) => second === first + kept);
    assert.ok(right.length >= 0.98 * copies, `${right.length} of ${copies} were found`);
    // The data has near copies of its own: a copy of one of two such faces is a copy of the other, too.
    const own = new Set(
      found.flatMap(({ first, second }) => (second < kept ? [`${first} ${second}`, `${second} ${first}`] : [])),
    );
    const originOf = (id: number) => (id < kept ? id : id - kept);
    const ofPlanted = found.filter(({ second }) => second >= kept);
    const wrong = ofPlanted.filter(({ first, second }) => {
      const [a, b] = [originOf(first), originOf(second)];
      return a !== b && !own.has(`${a} ${b}`);
    });
    assert.ok(wrong.length <= 0.02 * ofPlanted.length, `${wrong.length} of ${ofPlanted.length} are wrong`);
  });

  it('has the published counts, and names the pictures without a face', () => {
    const counts = publishedCounts(faces, votes.votes);
    assert.equal(counts.length, 30);
    assert.deepEqual(
      counts.filter(({ found, published }) => found !== published),
      [],
    );
    const found = nonFaces(faces, votes.votes);
    const even = [...found.values()].filter((why) => why.includes('same grey value')).length;
    // 150 + 10 + 16 have a majority for "not a face", the even ones among them.
    assert.equal(found.size, 176);
    assert.ok(even >= 10, `${even}`);
  });
});
