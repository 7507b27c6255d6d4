/**
 * THIRD-PARTY-NOTICES.txt: what dist/ contains from other people, with the licences that must be included. Based on what was
 * bundled, not on package.json, which knows neither what a package includes nor what only the tools use.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../paths';

/** Folders of the packages that bundles were made from, relative to the root. */
export function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const folders = new Set<string>();
  for (const input of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    // A package that is left out of a browser's bundle.
    if (input.startsWith('(disabled):')) continue;
    const folder = /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders];
}

interface Package {
  /** Name and version. */
  readonly title: string;
  /** SPDX expression. */
  readonly license: string;
  readonly homepage: string;
  /** The text of its licence; empty where it only names one. */
  readonly text: string;
  /** The owner, when there is no text. */
  readonly notice: string;
}

/** Licences of packages whose package.json names none, by their licence file. */
const namedInText: ReadonlyMap<string, string> = new Map([['png-js', 'MIT']]);

/** Libraries that a package contains as WebAssembly, without their notices. */
const compiledIn: Readonly<Record<string, { readonly name: string; readonly license: string }>> = {
  '@tensorflow/tfjs-backend-wasm': { name: 'XNNPACK', license: 'BSD-3-Clause' },
};

/**
 * @param folders of packages, relative to the root
 * @throws Error when a package does not say under which licence it is
 */
export async function noticesOf(folders: readonly string[]): Promise<string> {
  const read = (await Promise.all(folders.map(readPackage))).flat();
  // A package that occurs twice in one version is listed once.
  const packages = [...new Map(read.map((one) => [one.title, one])).values()].sort((a, b) =>
    a.title < b.title ? -1 : 1,
  );
  const introduction =
    'FER Experiments carries the following packages, whole or in part. Each is under its own licence.\n\n' +
    packages.map(({ title, license }) => `  ${title}  ${license}`).join('\n');
  const chapters = packages.map((one) => {
    const head = [one.title, one.license, one.homepage].filter((line) => line !== '').join('\n');
    return `${head}\n\n${one.text || termsElsewhere(one, packages)}`;
  });
  return `${[introduction, ...chapters].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** For a package that only names its licence: the owner, and where in this file the terms are. */
function termsElsewhere({ license, notice }: Package, packages: readonly Package[]): string {
  const terms = license.split(/[()\s]+(?:AND|OR)[()\s]+/).flatMap((id) => {
    const example = packages.find((one) => one.license === id && one.text !== '');
    return example ? [`The terms of ${id} are those printed under ${example.title}.`] : [];
  });
  return [notice, ['The package has no text of its licence.', ...terms].join(' ')].join('\n\n').trim();
}

async function readPackage(folder: string): Promise<Package[]> {
  const directory = path.join(root, folder);
  const manifest = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as Manifest;
  const { name, version, homepage = '', author, main = 'index.js' } = manifest;
  const license = licenseOf(manifest) || namedInText.get(name);
  if (!license) throw new Error(`${folder}/package.json names no licence, so that it cannot be passed on.`);
  const text = await licenseText(directory);
  const writer = typeof author === 'object' ? author.name : author;
  const by = writer === undefined ? [] : [`By ${writer}.`];
  const notice = text === '' ? [...by, await banner(path.join(directory, main))].join('\n').trim() : '';
  const part = compiledIn[name];
  return [
    { title: `${name} ${version}`, license, homepage, text, notice },
    ...(part
      ? [
          {
            title: `${part.name}, in ${name} ${version}`,
            license: part.license,
            homepage: '',
            text: await readText(path.join(__dirname, 'licences', `${part.name}.txt`)),
            notice: '',
          },
        ]
      : []),
  ];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly homepage?: string;
  readonly license?: string | { readonly type: string };
  /** The form of older packages. */
  readonly licenses?: readonly { readonly type: string }[];
  readonly author?: string | { readonly name?: string };
  readonly main?: string;
}

function licenseOf({ license, licenses = [] }: Manifest): string {
  if (typeof license === 'string') return license;
  return license?.type ?? licenses.map(({ type }) => type).join(' OR ');
}

/** Its licence files, one after another, or the chapter of its README. */
async function licenseText(directory: string): Promise<string> {
  const entries = await readdir(directory, { withFileTypes: true });
  const named = (pattern: RegExp) =>
    entries.filter((entry) => entry.isFile() && pattern.test(entry.name)).map(({ name }) => path.join(directory, name));
  const files = named(/^(licen[cs]e|copying|copyright|notice)/i).sort();
  if (files.length > 0) return (await Promise.all(files.map(readText))).join('\n\n');
  const [readme] = named(/^readme(\.|$)/i);
  return readme === undefined ? '' : licenseChapter(await readText(readme));
}

/** The text from a heading that names the licence to the next heading, if it is more than a name. */
function licenseChapter(readme: string): string {
  const chapter = /^(?:#+ *licen[cs]e\b.*|licen[cs]e\b.*\n[-=]{3,} *)\n+((?:(?!#|.+\n[-=]{3,} *$).*(?:\n|$))*)/im.exec(
    readme,
  )?.[1];
  return chapter !== undefined && /copyright/i.test(chapter) ? chapter.trim() : '';
}

/** The comment at the start of a file, if it is about rights. */
async function banner(file: string): Promise<string> {
  const comment = /^\s*\/\*[*!]?([^]*?)\*\//.exec(await readText(file))?.[1] ?? '';
  const lines = comment
    .replaceAll(/^ *\* ?/gm, '')
    .replaceAll(/^(@license|=+) *$/gm, '')
    .trim();
  return /copyright|licen[cs]e/i.test(lines) ? lines : '';
}

const readText = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').trim();
