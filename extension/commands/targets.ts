/** Determines the file, variants or runs that a command was called on. */
import type { TreeNode } from '../views/treeModel';

/** What a command was called on: a row of the tree, or an argument from a lens, a panel or another command. */
export type CommandTarget =
  | TreeNode
  | string
  | { readonly fsPath: string }
  | { readonly file: string; readonly variant?: string; readonly variants?: readonly string[] }
  | undefined;

/** The experiment file of a target. */
export function fileOf(target: CommandTarget): string | undefined {
  if (target === undefined) return undefined;
  if (typeof target === 'string') return target;
  if ('fsPath' in target) return target.fsPath;
  return 'file' in target ? target.file : undefined;
}

/** The variants of a target; undefined for all. */
export function variantsOf(target: CommandTarget): readonly string[] | undefined {
  if (typeof target !== 'object') return undefined;
  if ('variants' in target && !('kind' in target)) return target.variants;
  return 'variant' in target && target.variant !== undefined ? [target.variant] : undefined;
}

const isSelection = (value: unknown): value is readonly TreeNode[] => Array.isArray(value) && value.length > 1;

/**
 * The run directories of a target; undefined if it names none.
 * @param selection the second argument of the command: VS Code passes all selected rows there, if they are several
 */
export function directoriesOf(target: CommandTarget, selection?: unknown): readonly string[] | undefined {
  if (isSelection(selection)) return [...new Set(selection.flatMap((node) => directoriesOf(node) ?? []))];
  if (typeof target === 'string') return [target];
  if (target === undefined || !('kind' in target)) return undefined;
  if (target.kind === 'run') return [target.directory];
  const variants = target.kind === 'variant' ? [target] : target.variants;
  return variants.flatMap(({ runs }) => runs.map(({ directory }) => directory));
}

/** The id of the experiment that a row of the tree belongs to. */
export function experimentOf(target: CommandTarget): string | undefined {
  if (typeof target !== 'object' || !('kind' in target)) return undefined;
  if (target.kind === 'experiment') return target.id;
  return target.kind === 'variant' ? target.experimentId : undefined;
}
