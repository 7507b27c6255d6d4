import assert from 'node:assert/strict';
import { type Claim, claims } from '../../schemas/claims';

const shares = ({ accuracy, spread, reproduced = [] }: Claim): number[] => [
  accuracy,
  accuracy - (spread?.value ?? 0),
  accuracy + (spread?.value ?? 0),
  ...reproduced.map((each) => each.accuracy),
];

describe('published claims', () => {
  it('have a name of their own, authors, a year and an address', () => {
    assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
    for (const { id, source, statedIn, reproduced = [] } of claims) {
      assert.match(source.citation, /^\p{Lu}.* 20\d\d$/u, id);
      assert.match(
        source.address,
        /^https:\/\/arxiv\.org\/abs\/\d{4}\.\d{5}$|^https:\/\/arxiv\.org\/abs\/1[36]\d\d\.\d{4,5}$/,
        id,
      );
      for (const address of [
        ...(statedIn === undefined ? [] : [statedIn]),
        ...reproduced.map((each) => each.address),
      ]) {
        assert.match(address, /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/issues\/\d+$/, id);
      }
    }
  });

  it('state what is possible', () => {
    for (const claim of claims) {
      for (const share of shares(claim)) assert.ok(share > 1 / 7 && share < 1, `${claim.id}: ${share}`);
      if (typeof claim.of === 'object') assert.ok(claim.of.ensemble > 1, claim.id);
      if (typeof claim.runs === 'number') assert.ok(claim.runs > 1, claim.id);
      if (claim.spread?.kind === 'standard deviation') assert.equal(typeof claim.runs, 'number', claim.id);
    }
  });

  it('name the label rule of FER+ and no other, and say of every network what it was given', () => {
    for (const claim of claims) {
      assert.equal(claim.rule !== undefined, claim.dataset === 'fer+', claim.id);
      for (const name of ['extra', 'runs'] as const) {
        assert.equal(claim[name] === undefined, claim.of === 'people', `${claim.id}: ${name}`);
      }
    }
  });

  it('are those of the publications and of the reports, in per cent', () => {
    // As the abstracts and tables print them.
    const printed: Readonly<Record<string, string>> = {
      ...{ people: '65', tang: '71.2', inception: '71.6', resnet: '72.4', vgg: '72.7', 'cnn-ensemble': '75.2' },
      ...{ vggnet: '73.28', 'residual-masking': '74.14', 'residual-masking-ensemble': '76.82', resemotenet: '79.79' },
      ...{ 'vgg13-majority': '83.852', 'vgg13-multi-label': '83.966' },
      ...{ 'vgg13-probability': '84.986', 'vgg13-cross-entropy': '84.716' },
    };
    assert.deepEqual(claims.map(({ id }) => id).sort(), Object.keys(printed).sort());
    for (const { id, accuracy } of claims) assert.equal(accuracy, Number(`${printed[id]}e-2`), id);
    const reported = claims.flatMap(({ reproduced = [] }) => reproduced.map(({ accuracy }) => accuracy));
    assert.deepEqual(
      reported,
      ['65.63', '73.6', '71.57', '60', '66'].map((text) => Number(`${text}e-2`)),
    );
  });
});
