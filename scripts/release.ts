/**
 * `tsx scripts/release.ts v0.2.0`: checks that the tag, package.json and the changelog agree, writes the section of the
 * changelog to dist/release-notes.md, and prints the channel. In a workflow, the channel is also its output `channel`.
 */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dist, root } from './paths';
import { releaseOf } from './release/release';

async function main(): Promise<void> {
  const [tag] = process.argv.slice(2);
  if (tag === undefined) throw new Error('Usage: tsx scripts/release.ts v<version>');
  const read = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  const { channel, notes } = releaseOf({ tag, version, changelog: await read('CHANGELOG.md') });
  await mkdir(dist, { recursive: true });
  await writeFile(path.join(dist, 'release-notes.md'), `${notes}\n`);
  const output = process.env['GITHUB_OUTPUT'];
  if (output !== undefined) await appendFile(output, `channel=${channel}\n`);
  console.log(`${version}: ${channel}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
