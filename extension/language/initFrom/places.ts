/** Finds the `initFrom` settings of a file, and the chains that they belong to. Pure. */
import path from 'node:path';
import { chosenVariants } from '../../../experiment/resolve';
import type { TextRange } from '../../../experiment/types';
import type { WarmStartNode } from '../../../results/warmStarts';
import { baseVariant } from '../../../schemas/runDirectory';
import type { ParsedExperiment } from '../../documents/parsedDocuments';
import { nodeAt, rangeOf, settingRoots } from '../../documents/tree';

export interface InitFromPlace {
  /** The variant that has it; `base` for the file itself. */
  readonly variant: string;
  /** Range of key and value. */
  readonly range: TextRange;
}

export const initFromPlaces = (parsed: ParsedExperiment): InitFromPlace[] => placesOf(parsed, ['initFrom']);

/** Where the file or a variant names its teacher. */
export const teacherPlaces = (parsed: ParsedExperiment): InitFromPlace[] =>
  placesOf(parsed, ['techniques', 'distillation', 'from']);

function placesOf(parsed: ParsedExperiment, setting: readonly string[]): InitFromPlace[] {
  return settingRoots(parsed).flatMap((root) => {
    const value = nodeAt(parsed, [...root, ...setting]);
    if (value?.type !== 'object' || !value.parent) return [];
    return [{ variant: root[1] ?? baseVariant, range: rangeOf(parsed, value.parent) }];
  });
}

/**
 * The chain from the first origin to the variant; empty if the variant is not in the graph. For a variant that a matrix
 * combines, the chain of its first combination.
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

/** `Starts from flip / base (57.1 %, 1 run)`; undefined if the origin is not known. */
export function startsFromWords(chain: readonly WarmStartNode[]): string | undefined {
  const origin = chain.at(-2);
  return origin && `Starts from ${labelWords(origin)}`;
}

/** `Learns from large / base (62.0 %, 1 run)`; undefined if the teacher is not known. */
export function learnsFromWords({ taughtBy }: Pick<WarmStartNode, 'taughtBy'>): string | undefined {
  return taughtBy && `Learns from ${labelWords(taughtBy)}`;
}

const labelWords = ({ label, status }: Pick<WarmStartNode, 'label' | 'status'>): string =>
  `${label}${status === '' ? '' : ` (${status})`}`;

/** The chain and the nodes that start from its end, one indented line each. */
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
