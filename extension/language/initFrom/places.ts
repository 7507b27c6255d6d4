/** Where a file says what it starts from, and what is known of that. Pure. */
import path from 'node:path';
import { chosenVariants } from '../../../experiment/resolve';
import type { TextRange } from '../../../experiment/types';
import type { WarmStartNode } from '../../../results/warmStarts';
import { baseVariant } from '../../../schemas/runDirectory';
import type { ParsedExperiment } from '../parsedDocuments';
import { nodeAt, rangeOf, settingRoots } from '../tree';

export interface InitFromPlace {
  /** The variant that gives it; `base` for the file. */
  readonly variant: string;
  /** Key and value. */
  readonly range: TextRange;
}

export function initFromPlaces(parsed: ParsedExperiment): InitFromPlace[] {
  return settingRoots(parsed).flatMap((root) => {
    const value = nodeAt(parsed, [...root, 'initFrom']);
    if (value?.type !== 'object' || !value.parent) return [];
    return [{ variant: root[1] ?? baseVariant, range: rangeOf(parsed, value.parent) }];
  });
}

/**
 * From what starts from nothing to the variant; empty where it is not in the graph. Of a variant that a matrix crosses,
 * that of its first combination.
 */
export function chainTo(
  roots: readonly WarmStartNode[],
  file: string,
  { file: experiment }: ParsedExperiment,
  variant: string,
): WarmStartNode[] {
  const [name = variant] = experiment ? chosenVariants(experiment, [variant]) : [];
  const isMeant = (node: WarmStartNode) =>
    node.kind === 'variant' && node.variant === name && node.path === path.resolve(file);
  const search = (nodes: readonly WarmStartNode[]): WarmStartNode[] => {
    for (const node of nodes) {
      if (isMeant(node)) return [node];
      const below = search(node.children);
      if (below.length > 0) return [node, ...below];
    }
    return [];
  };
  return search(roots);
}

/** `Starts from flip / base (57.1 %, 1 run)`; undefined where that is not known. */
export function startsFromWords(chain: readonly WarmStartNode[]): string | undefined {
  const origin = chain.at(-2);
  if (!origin) return undefined;
  return `Starts from ${origin.label}${origin.status === '' ? '' : ` (${origin.status})`}`;
}

/** The chain and what starts from its end, one line each, indented. */
export function chainText(chain: readonly WarmStartNode[]): string {
  const last = chain.at(-1);
  const lines = [
    ...chain.map((node, depth) => ({ node, depth })),
    ...(last?.children ?? []).map((node) => ({ node, depth: chain.length })),
  ];
  return lines
    .map(({ node, depth }) => {
      const lead = depth === 0 ? '' : `${'   '.repeat(depth - 1)}└─ `;
      return [`${lead}${node.label}`, node.status, node === last ? '← this' : ''].filter(Boolean).join('  ');
    })
    .join('\n');
}
