/** Checks that a tag may become a release, and extracts its notes. */

export interface Release {
  /** As in the Marketplace: a version with an odd minor number is a pre-release. */
  readonly channel: 'release' | 'pre-release';
  /** Section of the changelog, without its heading. Markdown. */
  readonly notes: string;
}

/** @throws Error when tag, version and changelog do not agree */
export function releaseOf({
  tag,
  version,
  changelog,
}: {
  /** `v0.2.0`. */
  readonly tag: string;
  /** Version in package.json. */
  readonly version: string;
  readonly changelog: string;
}): Release {
  const [, minor] = /^\d+\.(\d+)\.\d+$/.exec(version) ?? [];
  // The Marketplace accepts no other versions, not even for pre-releases.
  if (minor === undefined) throw new Error(`package.json: version ${version}; expected three numbers, such as 0.2.0.`);
  if (tag !== `v${version}`)
    throw new Error(`The tag is ${tag}, package.json has version ${version}; expected v${version}.`);
  const sections = changelog.split(/^(?=## )/m);
  const section = sections.find((text) => text.startsWith(`## [${version}]`));
  const heading = `## [${version}] - YYYY-MM-DD`;
  if (section === undefined) throw new Error(`CHANGELOG.md has no section ${heading}.`);
  const [first = '', ...rest] = section.split('\n');
  if (!/^## \[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(first))
    throw new Error(`CHANGELOG.md: “${first}”; expected ${heading}.`);
  const notes = rest.join('\n').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return { channel: Number(minor) % 2 === 1 ? 'pre-release' : 'release', notes };
}
