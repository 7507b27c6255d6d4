import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import schema from '../../schemas/cluster.schema.json';
import { parseCluster, readCluster } from '../../storage/clusterFile';
import { UserError } from '../../schemas/userError';
import { temporaryFolder } from './temporaryFolder';

const whole = {
  ...{ version: 1, partition: 'gpu,long', account: 'lab-7', time: '1-12:00:00', memory: '8G', cpus: 4, gpus: 'a100:1' },
  ...{ arrayLimit: 20, warningSeconds: 60, setup: ['module load cuda/12.4', ''], node: 'node' },
};

describe('ferexp.cluster.json', () => {
  const folder = temporaryFolder();
  const said = (text: string) =>
    parseCluster(text).problems.map(
      ({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`,
    );

  it('is read with comments, each setting as it stands', () => {
    assert.deepEqual(Object.keys(whole).sort(), Object.keys(schema.properties).sort());
    const { settings, problems } = parseCluster(`// ours\n${JSON.stringify(whole)}`);
    assert.deepEqual([settings, problems], [whole, []]);
  });

  it('takes the times, sizes and numbers that Slurm takes', () => {
    const takes = (key: string, value: unknown) =>
      assert.deepEqual(said(JSON.stringify({ version: 1, [key]: value })), [], `${key} ${String(value)}`);
    for (const time of ['30', '30:00', '04:00:00', '1-12', '1-12:30', '2-00:00:00']) takes('time', time);
    for (const time of ['0', '3', '00:02:01']) takes('time', time);
    for (const memory of ['4000', '4000M', '8G', '1T']) takes('memory', memory);
    for (const gpus of ['1', 'a100:2', 'nvidia_a100_3g.20gb:1']) takes('gpus', gpus);
  });

  it('says where a mistake is, what is wrong and what was expected', () => {
    for (const [text, expected] of [
      ['', /^1:1 The file is empty\. Expected the settings of a cluster, such as /],
      ['[]', /^1:1 Expected the settings of a cluster/],
      ['{ "version": 1,\n  "cpus" 4 }', /^2:10 A colon was expected here/],
      ['{ "version": 1,\n  "cpu": 4 }', /^2:3 “cpu” is no setting of a cluster\. Did you mean “cpus”\?$/],
      ['{ "version": 1, "cpus": 1, "cpus": 2 }', /^1:28 .*cpus/],
      ['{ "partition": "gpu" }', /^1:1 “version” is missing\.$/],
      ['{ "version": 1, "cpus": "4" }', /^1:25 “cpus” is "4"; a whole number was expected\.$/],
      ['{ "version": 1, "time": "4 h" }', /^1:25 “time” is "4 h", which it cannot be: minutes such as "30", or /],
      [
        '{ "version": 1,\n  "time": "4:99:00" }',
        /^2:11 “time” is "4:99:00": it has 99 minutes, and less than 60 was expected there; "05:39:00" is the same time\.$/,
      ],
      [
        '{ "version": 1, "time": "10",\n  "warningSeconds": 600 }',
        /^2:21 “warningSeconds” is 600, and “time” is 10 min: a job would be told to write its checkpoint before it begins\. Give “time” more, or “warningSeconds” less\.$/,
      ],
      ['{ "version": 1, "time": "2" }', /^1:25 “warningSeconds” is 120 where it is not given, and “time” is 2 min: /],
      ['{ "version": 1, "memory": "8GB" }', /^1:27 “memory” is "8GB", which it cannot be: a size such as "8G" /],
      ['{ "version": 1, "partition": "gpu\\n#SBATCH --uid=0" }', /^1:30 “partition” is .*a name, or several/],
      ['{ "version": 1, "setup": ["a", "b\\nc"] }', /^1:32 “setup\.1” is .*one line of shell was expected\.$/],
    ] as const) {
      const [first = '', ...others] = said(text);
      assert.match(first, expected);
      assert.deepEqual(others, [], text);
    }
  });

  it('is that of the project around an experiment, and need not be there', async () => {
    const experiment = path.join(folder.path, 'deep', 'a.ferexp.json');
    mkdirSync(path.join(folder.path, '.vscode'));
    const file = path.join(folder.path, 'ferexp.cluster.json');
    assert.deepEqual((await readCluster(experiment)).settings, { version: 1 });
    writeFileSync(file, JSON.stringify(whole));
    const { path: found, settings } = await readCluster(experiment);
    assert.deepEqual([found, settings], [file, whole]);
    await assert.rejects(readCluster(experiment, path.join(folder.path, 'none.json')), (error) => {
      assert.ok(error instanceof UserError && error.exitCode === 2);
      assert.match(error.message, /Cannot read the settings of the cluster .*none\.json: there is no such file/);
      return true;
    });
  });
});
