import assert from 'node:assert/strict';
import { Pool } from '../../../scripts/test/pool';

/** Work that ends when it is told to. */
function pieces(pool: Pool): {
  begun: string[];
  add: (name: string, after?: Promise<unknown>) => Promise<string>;
  end: (name: string) => Promise<void>;
} {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    begun,
    add: (name, after) =>
      pool.run(() => {
        begun.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(name)));
      }, after),
    end: async (name) => {
      ends.get(name)?.();
      await settle();
    },
  };
}

describe('a pool of processes', () => {
  it('runs as many at a time as it has places, in order', async () => {
    const { begun, add, end } = pieces(new Pool(2));
    const all = ['a', 'b', 'c', 'd'].map((name) => add(name));
    await end('');
    assert.deepEqual(begun, ['a', 'b']);
    await end('b');
    assert.deepEqual(begun, ['a', 'b', 'c']);
    await end('a');
    await end('c');
    await end('d');
    assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd']);
  });

  it('lets what is ready go before what waits for something', async () => {
    const { begun, add, end } = pieces(new Pool(1));
    let ready = (): void => undefined;
    void add('late', new Promise<void>((resolve) => (ready = resolve)));
    void add('early');
    void add('last');
    await end('');
    assert.deepEqual(begun, ['early']);
    ready();
    await end('early');
    assert.deepEqual(begun, ['early', 'late']);
    await end('late');
    assert.deepEqual(begun, ['early', 'late', 'last']);
  });

  it('has the place of what failed again', async () => {
    const pool = new Pool(1);
    await assert.rejects(
      pool.run(() => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await pool.run(() => Promise.resolve('yes')), 'yes');
  });
});
