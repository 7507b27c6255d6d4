import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolveModel } from '../../../experiment/defaults';
import { parseExperiment } from '../../../experiment/parse';
import { errorsInWords, lacksImagenet, pathsOutside } from '../../../extension/runs/preflight';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { fakeResolved } from '../../fixtures/runs';

describe('before a run', () => {
  let root: string;
  let workspace: string;
  before(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-preflight-')));
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

  it('knows whether ImageNet’s weights are wanted and missing', () => {
    const of = (model: ModelConfig) => ({ model: resolveModel(model) });
    const wanted = [of({ type: 'customCnn' }), of({ type: 'resnet50' })];
    assert.ok(lacksImagenet(wanted, root));
    assert.ok(!lacksImagenet([of({ type: 'customCnn' }), of({ type: 'resnet50', weights: 'random' })], root));
    assert.ok(!lacksImagenet([{ ...of({ type: 'resnet50' }), initFrom: { model: 'm/model.json' } }], root));
    writeFileSync(path.join(root, 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5'), '');
    assert.ok(!lacksImagenet(wanted, root));
  });

  it('follows a link to where the data really is', async () => {
    assert.deepEqual(await pathsOutside([run('link.csv')], [workspace]), [path.join(root, 'out.csv')]);
    assert.deepEqual(await pathsOutside([run('link.csv')], [root]), []);
  });

  it('tells the first error with its line, and how many more there are', () => {
    const { problems } = parseExperiment('{\n  "version": 2,\n  "name": "A"\n}');
    const words = errorsInWords('/p/a.ferexp.json', problems);
    assert.match(words ?? '', /^a\.ferexp\.json cannot run yet \(line 1\): .* And 4 more\.$/);
    assert.equal(errorsInWords('/p/a.ferexp.json', []), undefined);
  });
});
