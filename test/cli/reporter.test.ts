import assert from 'node:assert/strict';
import { JsonReporter, LineReporter } from '../../cli/report/reporter';
import type { RunEvent } from '../../storage/run/events';
import { fakeResolved } from '../fixtures/runs';
import { recordingTerminal } from './support';

const time = '2026-03-14T10:15:00.000Z';
const epoch: RunEvent = {
  ...{
    seq: 3,
    time,
    type: 'epoch',
    epoch: 2,
    loss: 1.23456,
    accuracy: 0.4567,
    validationLoss: 1.5,
    validationAccuracy: 0.4,
  },
  ...{
    learningRate: 0.001,
    seconds: 12.34,
    imagesPerSecond: 99.6,
    residentBytes: 1,
    tensors: 1,
    tensorBytes: 1,
    best: true,
  },
};
const run = {
  directory: '/runs/a/20260314-flip-1-abcd',
  resolved: fakeResolved({ variant: 'flip', repeat: 1, repeats: 3, epochs: 5 }),
};

describe('LineReporter', () => {
  it('writes one line an epoch, to standard error', () => {
    const terminal = recordingTerminal();
    const reporter = new LineReporter(terminal);
    reporter.begin(run, 2, 6);
    reporter.event({ seq: 0, time, type: 'phase', phase: 'loading-data', done: 1, total: 2 }, run);
    reporter.event(epoch, run);
    reporter.event({ seq: 4, time, type: 'warning', message: 'Look out.' }, run);
    reporter.end(run, { status: 'completed', testAccuracy: 0.8412 });
    const [begun, ...rest] = terminal.said;
    assert.match(begun!, /^Run 2 of 6: .*, flip, repeat 2 of 3 \(20260314-flip-1-abcd\)$/);
    assert.deepEqual(rest, [
      '  epoch 2/5  loss 1.235  accuracy 45.7 %  validation loss 1.500  accuracy 40.0 %  12 s, 100 images/s',
      '  warning: Look out.',
      '  done: test accuracy 84.1 %',
    ]);
    assert.deepEqual(terminal.results, []);
  });

  it('says of each line which run it is of, where several go on', () => {
    const terminal = recordingTerminal();
    const reporter = new LineReporter(terminal, true);
    const other = { ...run, resolved: fakeResolved({ variant: 'shear', repeats: 1, epochs: 7 }) };
    reporter.begin(run, 1, 2);
    reporter.begin(other, 2, 2);
    reporter.event(epoch, run);
    reporter.event(epoch, other);
    reporter.end(run, { status: 'completed', testAccuracy: 0.5 });
    const [first, second, end] = terminal.said.slice(2);
    assert.match(first!, /^ {2}flip, repeat 2 of 3: epoch 2\/5 /);
    assert.match(second!, /^ {2}shear: epoch 2\/7 /);
    assert.equal(end, '  flip, repeat 2 of 3 done: test accuracy 50.0 %');
  });

  it('says so where a network is no better than guessing', () => {
    const terminal = recordingTerminal();
    const outcome = { status: 'completed', testAccuracy: 0.143, besideGuessing: 'no better than guessing' } as const;
    new LineReporter(terminal, true).end(run, outcome);
    assert.match(terminal.said.at(-1)!, /done: test accuracy 14\.3 %, no better than guessing$/);
  });

  it('tells why a run failed and what to do', () => {
    const terminal = recordingTerminal();
    const reporter = new LineReporter(terminal);
    reporter.begin(run, 1, 1);
    reporter.end(run, { status: 'failed', message: 'The disk is full.', remedy: 'Free some space.' });
    assert.equal(terminal.said.at(-1), '  failed: The disk is full. Free some space.');
  });

  it('names a run that never began', () => {
    const terminal = recordingTerminal();
    new LineReporter(terminal).end(run, { status: 'cancelled', message: 'Stopped before it began.' });
    assert.deepEqual(terminal.said, ['  flip, repeat 2 of 3 stopped: Stopped before it began.']);
  });
});

describe('JsonReporter', () => {
  it('writes one object a line to standard output, and nothing else there', () => {
    const terminal = recordingTerminal({ json: true });
    const reporter = new JsonReporter(terminal);
    reporter.begin(run, 1, 1);
    reporter.event(epoch, run);
    reporter.note('a note');
    reporter.end(run, { status: 'completed', testAccuracy: 0.5 });
    const objects = terminal.results.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      objects.map(({ type }) => type),
      ['run', 'epoch', 'run-outcome'],
    );
    assert.ok(objects.every((object) => object['run'] === '20260314-flip-1-abcd'));
    assert.ok(terminal.results.every((line) => !line.includes('\n')));
    assert.deepEqual(terminal.said, ['a note']);
  });
});
