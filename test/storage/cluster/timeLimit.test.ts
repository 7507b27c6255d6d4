import assert from 'node:assert/strict';
import { timeLimit } from '../../../storage/cluster/timeLimit';

describe('the time limit of a job', () => {
  it('is as long as Slurm’s manual says of each of its six forms', () => {
    for (const [text, seconds] of [
      ['30', 1800],
      ['90', 5400],
      ['30:05', 1805],
      ['120:00', 7200],
      ['04:00:00', 14_400],
      ['100:00:00', 360_000],
      ['1-12', 129_600],
      ['1-12:30', 131_400],
      ['1-12:30:15', 131_415],
      ['0', 0],
    ] as const) {
      assert.deepEqual(timeLimit(text), { seconds }, text);
    }
  });

  it('is a mistake where a smaller unit would fill a larger one, and is written as it can be', () => {
    for (const [text, words] of [
      ['4:99:00', /it has 99 minutes, and less than 60 was expected there; "05:39:00" is the same time$/],
      ['4:00:60', /60 seconds, and less than 60 .*"04:01:00"/],
      ['5:75', /75 seconds.*"00:06:15"/],
      ['1-24', /24 hours, and less than 24 .*"2-00:00:00"/],
      ['1-2:60', /60 minutes.*"1-03:00:00"/],
      ['1-2:3:61', /61 seconds.*"1-02:04:01"/],
    ] as const) {
      assert.match(timeLimit(text).mistake ?? '', words);
    }
  });
});
