import assert from 'node:assert/strict';
import { releaseOf } from '../../../scripts/release/release';

const changelog = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-01-02

### Added

- A thing.

## [0.1.0]

## [0.1.1] - 2026-01-01
`;

const release = (version: string, tag = `v${version}`) => releaseOf({ tag, version, changelog });

describe('a release', () => {
  it('has the notes of its section, and a channel by its minor number', () => {
    assert.deepEqual(release('0.2.0'), { channel: 'release', notes: '### Added\n\n- A thing.' });
    const { channel } = releaseOf({ tag: 'v1.3.0', version: '1.3.0', changelog: '## [1.3.0] - 2026-01-02\n- A\n' });
    assert.equal(channel, 'pre-release');
  });

  const wrong: [string, string, RegExp][] = [
    ['0.2.0', 'v0.3.0', /The tag is v0\.3\.0, package\.json has version 0\.2\.0; expected v0\.2\.0/],
    ['0.2.0-beta', 'v0.2.0-beta', /expected three numbers/],
    ['0.3.0', 'v0.3.0', /has no section ## \[0\.3\.0\] - YYYY-MM-DD/],
    ['0.1.0', 'v0.1.0', /“## \[0\.1\.0\]”; expected ## \[0\.1\.0\] - YYYY-MM-DD/],
    ['0.1.1', 'v0.1.1', /says nothing of 0\.1\.1/],
  ];
  for (const [version, tag, message] of wrong) {
    it(`is refused: ${version} as ${tag}`, () => assert.throws(() => release(version, tag), message));
  }
});
