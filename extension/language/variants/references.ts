/** Finds the places that name a variant: its key, and `initFrom` in this and other files. Pure. */
import path from 'node:path';
import { findNodeAtOffset, type Node } from 'jsonc-parser';
import { baseVariant } from '../../../schemas/runDirectory';
import type { TextRange } from '../../../experiment/types';
import type { ParsedExperiment } from '../../documents/parsedDocuments';
import { nodeAt, settingRoots, stringAt, variantsOf } from '../../documents/tree';

export interface VariantName {
  /** Absolute path of the file that has the variant. */
  readonly file: string;
  readonly name: string;
}

export interface ParsedFile {
  /** Absolute. */
  readonly file: string;
  readonly parsed: ParsedExperiment;
}

export interface VariantPlace {
  readonly file: string;
  /** Range of the name without its quotes. */
  readonly range: TextRange;
  /** Whether it is the key in `variants`. */
  readonly declares: boolean;
}

interface Named extends VariantName {
  readonly node: Node;
  readonly declares: boolean;
}

/** All places in one file that name a variant. */
function namesIn({ file, parsed }: ParsedFile): Named[] {
  const keys = variantsOf(parsed).map(({ name, key }): Named => ({ file, name, node: key, declares: true }));
  const origins = settingRoots(parsed).flatMap((root): Named[] => {
    const node = nodeAt(parsed, [...root, 'initFrom', 'variant']);
    if (node?.type !== 'string') return [];
    const other = stringAt(parsed, [...root, 'initFrom', 'experiment']);
    const of = other === undefined ? file : path.resolve(path.dirname(file), other);
    return [{ file: of, name: String(node.value), node, declares: false }];
  });
  return [...keys, ...origins];
}

function placeOf({ file, parsed }: ParsedFile, { node, declares }: Named, length = node.length - 2): VariantPlace {
  return { file, range: parsed.lines.range(node.offset + 1, length), declares };
}

/** The variant that is named at an offset, and its place; undefined for `base`, which is the file itself. */
export function variantAt(
  parsedFile: ParsedFile,
  offset: number,
): { readonly variant: VariantName; readonly place: VariantPlace } | undefined {
  const { tree } = parsedFile.parsed;
  const node = tree && findNodeAtOffset(tree, offset, true);
  const named = namesIn(parsedFile).find((each) => each.node === node);
  if (!named || named.name === baseVariant) return undefined;
  return { variant: { file: named.file, name: named.name }, place: placeOf(parsedFile, named) };
}

/** All places that name a variant. In a combination of a matrix such as `flip+epsilon-0.1`, only the variant's own name. */
export function placesNaming({ file, name }: VariantName, files: readonly ParsedFile[]): VariantPlace[] {
  return files.flatMap((parsedFile) =>
    namesIn(parsedFile)
      .filter((named) => named.file === file && (named.name === name || named.name.startsWith(`${name}+`)))
      .filter((named) => named.name === name || !named.declares)
      .map((named) => placeOf(parsedFile, named, name.length)),
  );
}
