import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolveModel } from '../../experiment/defaults';
import { ExperimentFiles } from '../../experiment/graph';
import { resolveRuns } from '../../experiment/resolve';
import { pathsOutside, pathsOutsideOfChains, pathsOutsideOfResumed } from '../../storage/outside';
import type { ModelConfig } from '../../schemas/generated/experiment';
import { example, textOf } from '../experiment/example';
import { type FakeRun, fakeResolved } from '../fixtures/runs';

describe('paths outside of the folders', () => {
  let root: string;
  let workspace: string;
  before(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-outside-')));
    workspace = path.join(root, 'workspace');
    mkdirSync(path.join(workspace, 'data'), { recursive: true });
    writeFileSync(path.join(workspace, 'data', 'in.csv'), '');
    writeFileSync(path.join(root, 'out.csv'), '');
    symlinkSync(path.join(root, 'out.csv'), path.join(workspace, 'link.csv'));
  });
  after(() => rmSync(root, { recursive: true }));

  function run(source: string, votes?: string) {
    const resolved = fakeResolved(votes === undefined ? {} : { labels: { scheme: 'fer+', votes } });
    return { baseDirectory: workspace, data: { ...resolved.data, source } };
  }

  it('lets generated faces and data of the workspace through', async () => {
    assert.deepEqual(await pathsOutside([run('synthetic'), run('data/in.csv')], [workspace]), []);
    assert.deepEqual(await pathsOutside([run('..data.csv')], [workspace]), []);
  });

  it('names data and votes outside once, as absolute paths', async () => {
    const runs = [run('../out.csv', path.join(root, 'out.csv')), run('../missing.csv')];
    assert.deepEqual(await pathsOutside(runs, [workspace]), [
      path.join(root, 'out.csv'),
      path.join(root, 'missing.csv'),
    ]);
  });

  it('names a list of excluded faces outside', async () => {
    const { data, baseDirectory } = run('synthetic');
    const excluding = { baseDirectory, data: { ...data, exclude: '../exclude.txt' } };
    assert.deepEqual(await pathsOutside([excluding], [workspace]), [path.join(root, 'exclude.txt')]);
  });

  it('names trained weights outside, and none that go by a name', async () => {
    const of = (model: ModelConfig) => ({ ...run('synthetic'), model: resolveModel(model) });
    const runs = [
      of({ type: 'resnet50', weights: '../w.h5' }),
      of({ type: 'resnet50' }),
      of({ type: 'layersModel', base: '../m/model.json' }),
      of({ type: 'layersModel', base: 'm/model.json' }),
    ];
    assert.deepEqual(await pathsOutside(runs, [workspace]), [
      path.join(root, 'w.h5'),
      path.join(root, 'm', 'model.json'),
    ]);
  });

  it('follows the link of a folder to a file that is not there yet, and a link that leads nowhere', async () => {
    mkdirSync(path.join(root, 'elsewhere'));
    symlinkSync(path.join(root, 'elsewhere'), path.join(workspace, 'folder'));
    symlinkSync('../nowhere.csv', path.join(workspace, 'broken.csv'));
    symlinkSync('round.csv', path.join(workspace, 'round.csv'));
    assert.deepEqual(await pathsOutside([run('folder/new.csv')], [workspace]), [path.join(root, 'elsewhere/new.csv')]);
    assert.deepEqual(await pathsOutside([run('broken.csv')], [workspace]), [path.join(root, 'nowhere.csv')]);
    assert.deepEqual(await pathsOutside([run('round.csv')], [workspace]), []);
  });

  it('follows a link to where the data really is', async () => {
    assert.deepEqual(await pathsOutside([run('link.csv')], [workspace]), [path.join(root, 'out.csv')]);
    assert.deepEqual(await pathsOutside([run('link.csv')], [root]), []);
  });

  describe('of what it starts from', () => {
    /** Of the base of `own`, which lies in the workspace. @param contents of experiment files by their path from there */
    function chained(own: object, contents: Readonly<Record<string, object>> = {}): Promise<string[]> {
      const file = path.join(workspace, 'own.ferexp.json');
      const texts = new Map([
        [file, textOf({ ...example(), ...own })],
        ...Object.entries(contents).map(
          ([name, content]) => [path.resolve(workspace, name), textOf({ ...example(), ...content })] as const,
        ),
      ]);
      const files = new ExperimentFiles((file) => texts.get(file));
      const runs = resolveRuns(files.get(file)!.file!, { path: file });
      return pathsOutsideOfChains(runs, [workspace], files);
    }
    const at = (...names: string[]) => path.join(root, ...names);
    const data = (source: string) => ({ source });

    it('names the experiment files, and their data and weights, all along the chain, each once', async () => {
      const own = {
        data: data('synthetic'),
        initFrom: { experiment: '../other/flip.ferexp.json' },
        repeats: 2,
        variants: { late: { training: { epochs: 3 } } },
      };
      const contents = {
        '../other/flip.ferexp.json': {
          data: { source: 'faces.csv', labels: { scheme: 'fer+', votes: '../votes.csv' } },
          initFrom: { experiment: 'first.ferexp.json' },
        },
        '../other/first.ferexp.json': {
          data: data('faces.csv'),
          model: { type: 'layersModel', base: 'nets/model.json' },
        },
      };
      assert.deepEqual(await chained(own, contents), [
        at('other', 'flip.ferexp.json'),
        at('other', 'faces.csv'),
        at('votes.csv'),
        at('other', 'first.ferexp.json'),
        at('other', 'nets', 'model.json'),
      ]);
    });

    it('names data outside of a file inside, and nothing where all is inside', async () => {
      const own = { data: data('data/in.csv'), initFrom: { experiment: 'flip.ferexp.json' } };
      assert.deepEqual(await chained(own, { 'flip.ferexp.json': { data: data('../out.csv') } }), [at('out.csv')]);
      assert.deepEqual(await chained(own, { 'flip.ferexp.json': { data: data('data/in.csv') } }), []);
    });

    it('names runs and models outside', async () => {
      const own = { data: data('synthetic') };
      assert.deepEqual(await chained({ ...own, initFrom: { run: '../runs/r1' } }), [at('runs', 'r1')]);
      assert.deepEqual(await chained({ ...own, initFrom: { model: '../m/model.json' } }), [at('m', 'model.json')]);
      assert.deepEqual(await chained({ ...own, initFrom: { model: 'm/model.json' } }), []);
    });

    it('names teachers outside, and what those start and learn from', async () => {
      const learning = (from: object) => ({ techniques: { distillation: { from } } });
      const own = { data: data('synthetic'), ...learning({ experiment: '../other/large.ferexp.json' }) };
      const contents = {
        '../other/large.ferexp.json': { data: data('faces.csv'), initFrom: { experiment: 'first.ferexp.json' } },
        '../other/first.ferexp.json': { data: data('first.csv'), ...learning({ run: '../runs/r1' }) },
      };
      assert.deepEqual((await chained(own, contents)).sort(), [
        at('other', 'faces.csv'),
        at('other', 'first.csv'),
        at('other', 'first.ferexp.json'),
        at('other', 'large.ferexp.json'),
        at('runs', 'r1'),
      ]);
      const back = { '../a.ferexp.json': { ...own, ...learning({ experiment: 'workspace/own.ferexp.json' }) } };
      assert.deepEqual(await chained({ ...own, ...learning({ experiment: '../a.ferexp.json' }) }, back), [
        at('a.ferexp.json'),
      ]);
    });

    it('ends where a file is not there or starts from itself', async () => {
      const own = { data: data('synthetic') };
      assert.deepEqual(await chained({ ...own, initFrom: { experiment: '../gone.ferexp.json' } }), []);
      const back = { '../a.ferexp.json': { ...own, initFrom: { experiment: 'workspace/own.ferexp.json' } } };
      assert.deepEqual(await chained({ ...own, initFrom: { experiment: '../a.ferexp.json' } }, back), [
        at('a.ferexp.json'),
      ]);
    });

    it('of a run that goes on is the run or the model that it holds, unless that is of its own project', async () => {
      const directory = path.join(workspace, '.ferexp', 'runs', 'flip', 'r2');
      const record = (initFrom: NonNullable<FakeRun['initFrom']>) => ({
        directory,
        resolved: { ...fakeResolved({ initFrom }), baseDirectory: workspace },
      });
      const from = (run: string) => record({ experiment: 'a.ferexp.json', variant: 'base', run, ancestry: 'a' });
      const elsewhere = at('project', '.ferexp', 'runs', 'a', 'r1');
      const records = [
        from(elsewhere),
        from(path.join(workspace, '.ferexp', 'runs', 'a', 'r1')),
        record({ run: '../runs/r1' }),
        record({ model: '../m/model.json' }),
        record({ experiment: 'a.ferexp.json', variant: 'base' }),
      ];
      assert.deepEqual(await pathsOutsideOfResumed(records, [workspace]), [
        elsewhere,
        at('runs', 'r1'),
        at('m', 'model.json'),
      ]);
      // A folder within the project is open.
      assert.deepEqual(await pathsOutsideOfResumed([records[1]!], [path.join(workspace, 'data')]), []);
    });
  });
});
