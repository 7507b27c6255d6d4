import path from 'node:path';
import { statusWords } from '../../results/words';
import type { RunRecord } from '../../results/runIndex';
import { baseVariant, type RunState } from '../../schemas/runDirectory';
import type { CatalogEntry } from '../runs/experimentCatalog';
import { isActive } from '../runs/runTracker';

/** Experiments → variants → runs. */
export interface ExperimentNode {
  readonly kind: 'experiment';
  /** `<project>/.ferexp/runs/<experiment>`: identifies it. */
  readonly folder: string;
  readonly name: string;
  /** Absent when only its runs are left. */
  readonly file?: string;
  readonly errors: number;
  readonly variants: readonly VariantNode[];
}

export interface VariantNode {
  readonly kind: 'variant';
  readonly folder: string;
  readonly experiment: string;
  readonly variant: string;
  /** Absent when the file has no such variant any more. */
  readonly file?: string;
  /** Newest first. */
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly directory: string;
  readonly record: RunRecord;
  /** The experiment file still exists. */
  readonly file?: string;
}

export type TreeNode = ExperimentNode | VariantNode | RunNode;

/** @param records newest first */
export function buildTree(entries: readonly CatalogEntry[], records: readonly RunRecord[]): ExperimentNode[] {
  const byFolder = new Map<string, RunRecord[]>();
  for (const record of records) {
    const folder = path.dirname(record.directory);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), record]);
  }
  const withFile = entries.map((entry) => {
    const folder = path.join(entry.runsRoot, entry.name);
    return experimentNode(folder, entry.name, byFolder.get(folder) ?? [], entry);
  });
  const known = new Set(withFile.map(({ folder }) => folder));
  const withoutFile = [...byFolder]
    .filter(([folder]) => !known.has(folder))
    .map(([folder, runs]) => experimentNode(folder, path.basename(folder), runs));
  return [...withFile, ...withoutFile].sort((a, b) => a.name.localeCompare(b.name));
}

function experimentNode(
  folder: string,
  name: string,
  records: readonly RunRecord[],
  entry?: CatalogEntry,
): ExperimentNode {
  const file = entry?.file;
  const variants = new Set([...(entry?.variants ?? []), ...records.map(({ header }) => header.variant)]);
  return {
    kind: 'experiment',
    folder,
    name,
    ...(file !== undefined && { file }),
    errors: entry?.errors ?? 0,
    variants: [...variants].map((variant): VariantNode => {
      const inFile = file !== undefined && entry?.variants.includes(variant) === true;
      const runs = records
        .filter(({ header }) => header.variant === variant)
        .map((record): RunNode => ({
          kind: 'run',
          directory: record.directory,
          record,
          ...(file !== undefined && { file }),
        }));
      return { kind: 'variant', folder, experiment: name, variant, ...(inFile && { file }), runs };
    }),
  };
}

export const stateIcons: Readonly<Record<RunState, { readonly icon: string; readonly color?: string }>> = {
  queued: { icon: 'clock' },
  running: { icon: 'sync~spin' },
  completed: { icon: 'pass', color: 'testing.iconPassed' },
  cancelled: { icon: 'circle-slash' },
  interrupted: { icon: 'warning', color: 'list.warningForeground' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
};

/** What a row shows; `context` is what menus are chosen by. */
export interface RowText {
  readonly label: string;
  readonly description: string;
  readonly context: string;
  readonly icon: string;
  readonly color?: string;
}

const plural = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

export function runsOf(node: TreeNode): readonly RunNode[] {
  if (node.kind === 'run') return [node];
  return node.kind === 'variant' ? node.runs : node.variants.flatMap(({ runs }) => runs);
}

/** @param result the variant's last result in words, such as `84.1 % ± 0.4, 3 runs` */
export function rowText(node: TreeNode, result?: string): RowText {
  const active = runsOf(node).filter(({ record }) => isActive(record)).length;
  const suffix = `${node.file === undefined ? '' : '.file'}${active > 0 ? '.active' : ''}`;
  if (node.kind === 'experiment') {
    const count = runsOf(node).length;
    const said = [
      node.errors > 0 ? plural(node.errors, 'error') : '',
      active > 0 ? `${active} running or queued` : count > 0 ? plural(count, 'run') : 'not run yet',
      node.file === undefined ? 'its file is gone' : '',
    ];
    const icon = node.errors > 0 ? 'error' : 'beaker';
    return {
      label: node.name,
      description: said.filter(Boolean).join(', '),
      context: `experiment${suffix}`,
      icon,
      ...(node.errors > 0 && { color: 'testing.iconFailed' }),
    };
  }
  if (node.kind === 'variant') {
    const newest = node.runs[0];
    const state = newest ? stateIcons[newest.record.header.state] : { icon: 'circle-outline' };
    const status = newest ? statusWords(newest.record.header, newest.record.summary) : 'not run yet';
    return {
      label: node.variant === baseVariant ? 'base' : node.variant,
      description: active > 0 || result === undefined ? status : result,
      context: `variant${suffix}`,
      ...state,
    };
  }
  const { header, summary } = node.record;
  const resumable = header.resumable ? '.resumable' : '';
  return {
    label: `Seed ${header.seed}`,
    description: statusWords(header, summary),
    context: `run.${header.state}${node.file === undefined ? '' : '.file'}${isActive(node.record) ? '.active' : resumable}`,
    ...stateIcons[header.state],
  };
}
