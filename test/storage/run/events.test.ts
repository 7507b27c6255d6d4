import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { numbersOfEvents, parseEventLine, sharesOfEvents } from '../../../storage/run/eventLine';
import { EventTail, EventWriter, type NewEvent, type RunEvent } from '../../../storage/run/events';
import { validateRunEvent } from '../../../schemas/generated/validators.js';
import eventSchema from '../../../schemas/run-event.schema.json';
import { UserError } from '../../../schemas/userError';
import { temporaryFolder } from '../temporaryFolder';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const anyEvent: fc.Arbitrary<NewEvent> = fc.oneof(
  fc.record({ type: fc.constant('warning' as const), message: text }),
  fc.record({ type: fc.constant('checkpoint' as const), epoch: fc.nat(100), step: fc.nat(1000) }),
  fc.record({ type: fc.constant('phase' as const), phase: fc.constant('training' as const), detail: text }),
);

async function write(folder: string, events: readonly NewEvent[]): Promise<RunEvent[]> {
  const writer = await EventWriter.open(folder);
  const written = events.map((event) => writer.write(event));
  writer.close();
  return written;
}

describe('events.jsonl', () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder.path, 'events.jsonl');
  const clear = (): void => writeFileSync(file(), '');

  it('holds one valid event a line, numbered from 0', async () => {
    await write(folder.path, [
      { type: 'warning', message: 'Überraschung 😀\nsecond line' },
      { type: 'batch', epoch: 1, step: 3, loss: 1.9, accuracy: 0.25, learningRate: 0.001, imagesPerSecond: 800 },
      { type: 'run-ended', status: 'completed' },
    ]);
    const lines = readFileSync(file(), 'utf8').split('\n');
    assert.equal(lines.pop(), '');
    assert.equal(lines.length, 3);
    for (const [index, line] of lines.entries()) {
      const event = JSON.parse(line) as RunEvent;
      assert.ok(validateRunEvent(event), JSON.stringify(validateRunEvent.errors));
      assert.equal(event.seq, index);
    }
  });

  it('reads the same events however the file arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 12 }),
        fc.array(fc.nat(4000), { maxLength: 8 }),
        async (events, cuts) => {
          clear();
          const written = await write(folder.path, events);
          const bytes = readFileSync(file());
          clear();
          const tail = new EventTail(file());
          const read: RunEvent[] = [];
          const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
          let start = 0;
          for (const end of ends) {
            appendFileSync(file(), bytes.subarray(start, end));
            read.push(...(await tail.read()));
            start = end;
          }
          assert.deepEqual(read, written);
          assert.deepEqual(tail.skipped, { unknown: 0, corrupt: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps every whole event of a file cut at any byte, and goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 8 }), fc.nat(4000), async (events, cut) => {
        clear();
        const written = await write(folder.path, events);
        const bytes = readFileSync(file());
        const length = Math.min(cut, bytes.length);
        truncateSync(file(), length);
        const whole = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;

        const tail = new EventTail(file());
        assert.deepEqual(await tail.read(), written.slice(0, whole));
        const [next] = await write(folder.path, [{ type: 'warning', message: 'again' }]);
        assert.equal(next?.seq, whole);
        assert.deepEqual(await tail.read(), [next]);
        assert.deepEqual(await new EventTail(file()).read(), [...written.slice(0, whole), next]);
        assert.deepEqual(tail.skipped, { unknown: 0, corrupt: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('continues the numbers behind lines longer than it looks at once', async () => {
    await write(folder.path, [
      { type: 'warning', message: 'first' },
      { type: 'warning', message: 'x'.repeat(300_000) },
    ]);
    appendFileSync(file(), 'y'.repeat(200_000));
    const [next] = await write(folder.path, [{ type: 'warning', message: 'next' }]);
    assert.equal(next?.seq, 2);
    assert.equal((await new EventTail(file()).read()).length, 3);
  });

  it('passes over unknown future events and corrupt lines, and counts them', async () => {
    await write(folder.path, [{ type: 'warning', message: 'one' }]);
    const time = '2031-01-01T00:00:00.000Z';
    appendFileSync(
      file(),
      [
        JSON.stringify({ seq: 1, time, type: 'telepathy', strength: 3 }),
        'not json',
        '[1,2]',
        '\0\0\0\0',
        JSON.stringify({ seq: 2, time, type: 'batch', epoch: 1 }),
        JSON.stringify({ seq: 3, time, type: 'checkpoint', epoch: 1, step: 2, newer: true }),
        '',
      ].join('\n'),
    );
    const tail = new EventTail(file());
    assert.deepEqual(
      (await tail.read()).map((event) => event.type),
      ['warning', 'checkpoint'],
    );
    assert.deepEqual(tail.skipped, { unknown: 1, corrupt: 4 });
    const [next] = await write(folder.path, [{ type: 'warning', message: 'two' }]);
    assert.equal(next?.seq, 4);
  });

  it('reads nothing where there is no file, and anew when it was replaced', async () => {
    const tail = new EventTail(file());
    assert.deepEqual(await tail.read(), []);
    await write(folder.path, [
      { type: 'warning', message: 'one' },
      { type: 'warning', message: 'two' },
    ]);
    assert.equal((await tail.read()).length, 2);
    clear();
    const [only] = await write(folder.path, [{ type: 'warning', message: 'new' }]);
    assert.deepEqual(await tail.read(), [only]);
    assert.equal(tail.restarts, 1);
  });

  it('says in words that the disk is full', async () => {
    assert.ok(existsSync('/dev/full'), 'this test needs the device /dev/full of Linux');
    symlinkSync('/dev/full', file());
    const writer = await EventWriter.open(folder.path);
    assert.throws(
      () => writer.write({ type: 'warning', message: 'x' }),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /^Cannot write .*events\.jsonl: the disk is full\.$/);
        assert.match(error.remedy ?? '', /Free some space/);
        return true;
      },
    );
    writer.close();
  });

  it('requires of each event the numbers that the schema requires', () => {
    for (const [type, numbers] of Object.entries(numbersOfEvents)) {
      const definition = Object.values(eventSchema.definitions).find(
        ({ properties }) => properties.type.const === type,
      );
      assert.ok(definition, `${type} is not in the schema`);
      const properties = definition.properties as Record<string, { type?: string }>;
      const required = definition.required.filter(
        (name) => name !== 'seq' && ['integer', 'number'].includes(properties[name]?.type ?? ''),
      );
      assert.deepEqual([...numbers], required, type);
    }
    assert.equal(Object.keys(numbersOfEvents).length, eventSchema.oneOf.length);
  });

  it('takes as shares what the schema bounds by 0 and 1, and calls an event that leaves them corrupt', () => {
    const bounded = new Set<string>();
    for (const { properties } of Object.values(eventSchema.definitions)) {
      for (const [name, property] of Object.entries(properties as Record<string, { maximum?: number }>)) {
        if (property.maximum === 1) bounded.add(name);
      }
    }
    assert.deepEqual([...bounded].sort(), [...sharesOfEvents].sort());
    const evaluated = { seq: 0, time: 't', type: 'evaluated', split: 'test', examples: 4, loss: 1, macroF1: 0.5 };
    for (const [accuracy, found] of [
      [0.5, 'object'],
      [7.5, 'string'],
      [-0.1, 'string'],
    ] as const) {
      assert.equal(typeof parseEventLine(JSON.stringify({ ...evaluated, accuracy })), found);
    }
  });
});
