import assert from 'node:assert/strict';
import { claims } from '../../schemas/claims';
import { ferexp } from './command';
import { temporaryFolder } from './support';

describe('ferexp claims', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it('says first how to read the figures, then shows each with how it was obtained, then the sources', async () => {
    const { code, out } = await ferexp(folder.path, ['claims']);
    assert.equal(code, 0);
    assert.match(out, /^These figures are no targets/);
    assert.match(
      out,
      /│ Pham, Vu & Tran 2021 +│ Residual Masking Network +│ FER +│ 74\.14 % +│ single network │ not stated +│ ImageNet/,
    );
    assert.match(out, /│ ensemble of 8 +│/);
    assert.match(out, /ResEmoteNet: 71\.57 % with the published weights\n {2}https:\/\/github\.com\/\S+\/issues\/13\n/);
    assert.match(out, /docs\/reproducing-the-study\.md\.\n$/);
  });

  it('shows those of some labels alone', async () => {
    const { out } = await ferexp(folder.path, ['claims', '--data', 'fer+']);
    assert.match(out, /83\.852 % ± 0\.631 SD/);
    assert.doesNotMatch(out, /ResEmoteNet/);
    const { code, err } = await ferexp(folder.path, ['claims', '--data', 'raf-db']);
    assert.equal(code, 2);
    assert.match(err, /Allowed choices are fer2013, fer\+\./);
  });

  it('prints the data for programs, with how to read it', async () => {
    const { out } = await ferexp(folder.path, ['claims', '--json']);
    const printed = JSON.parse(out) as { howToRead: string; claims: unknown };
    assert.match(printed.howToRead, /no targets/);
    assert.deepEqual(printed.claims, claims);
  });
});
