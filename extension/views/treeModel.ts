/** Makes the rows of the Experiments view. */
import { statusWords } from '../../results/words';
import type { Experiment } from '../../results/experiments';
import type { RunRecord } from '../../results/runIndex';
import type { Imported } from '../../schemas/imported';
import { baseVariant, type RunState } from '../../schemas/runDirectory';
import type { CatalogEntry } from '../runs/experimentCatalog';
import { isActive } from '../runs/runTracker';
import { importedFrom, importedWords, seedTitle, seedWords } from '../../words/imported';
import { withNote, withStar } from '../../words/notes';
import { counted } from '../../words/numbers';
import { printableLines } from '../../words/printable';
import { exactTime } from '../../words/times';

/** The levels of the tree are experiments → variants → runs. */
export interface ExperimentNode {
  readonly kind: 'experiment';
  readonly id: string;
  /** `<project>/.ferexp/runs/<experiment>` */
  readonly folder: string;
  readonly name: string;
  /** Its folder, if several experiments have its name. */
  readonly place?: string;
  /** Absent if only its runs are left. */
  readonly file?: string;
  readonly errors: number;
  readonly variants: readonly VariantNode[];
}

export interface VariantNode {
  readonly kind: 'variant';
  readonly experimentId: string;
  readonly folder: string;
  readonly experiment: string;
  readonly variant: string;
  /** Absent if the file no longer has the variant. */
  readonly file?: string;
  /** Newest first. */
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly directory: string;
  readonly record: RunRecord;
  /** The experiment file; absent if it is gone. */
  readonly file?: string;
}

export type TreeNode = ExperimentNode | VariantNode | RunNode;

/** @param experiments with their runs, newest first */
export function buildTree(entries: readonly CatalogEntry[], experiments: readonly Experiment[]): ExperimentNode[] {
  const byFile = new Map(entries.map((entry) => [entry.file, entry]));
  return experiments
    .map((experiment) => {
      const entry = experiment.file === undefined ? undefined : byFile.get(experiment.file);
      // If the name in the file has changed since, its new runs belong to another experiment.
      return experimentNode(experiment, entry?.name === experiment.name ? entry : undefined);
    })
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

function experimentNode(experiment: Experiment, entry?: CatalogEntry): ExperimentNode {
  const { id, folder, name, place, records } = experiment;
  const file = entry?.file;
  const byVariant = new Map<string, RunNode[]>((entry?.variants ?? []).map((variant) => [variant, []]));
  for (const record of records) {
    const run: RunNode = { kind: 'run', directory: record.directory, record, ...(file !== undefined && { file }) };
    const runs = byVariant.get(record.header.variant);
    if (runs) runs.push(run);
    else byVariant.set(record.header.variant, [run]);
  }
  return {
    ...{ kind: 'experiment', id, folder, name },
    ...(place !== undefined && { place }),
    ...(file !== undefined && { file }),
    errors: entry?.errors ?? 0,
    variants: [...byVariant].map(([variant, runs]): VariantNode => {
      const inFile = file !== undefined && entry?.variants.includes(variant) === true;
      return { kind: 'variant', experimentId: id, folder, experiment: name, variant, ...(inFile && { file }), runs };
    }),
  };
}

export const stateIcons: Readonly<Record<RunState, { readonly icon: string; readonly color?: string }>> = {
  queued: { icon: 'clock' },
  running: { icon: 'sync' },
  completed: { icon: 'pass', color: 'testing.iconPassed' },
  cancelled: { icon: 'circle-slash' },
  interrupted: { icon: 'warning', color: 'list.warningForeground' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
};

/** Of a result whose network was trained elsewhere. */
const importedIcon = ({ ensemble }: Pick<Imported, 'ensemble'>): string => (ensemble ? 'combine' : 'cloud-download');

/** What a row shows. `context` selects its menus. */
export interface RowText {
  readonly label: string;
  readonly description: string;
  readonly context: string;
  readonly icon: string;
  readonly color?: string;
}

export function runsOf(node: TreeNode): readonly RunNode[] {
  if (node.kind === 'run') return [node];
  return node.kind === 'variant' ? node.runs : node.variants.flatMap(({ runs }) => runs);
}

/** Counts each seed of a variant once, as the variants do: training again with the same seed gives the same network. */
function countWords({ variants }: ExperimentNode): string {
  const all = variants.reduce((sum, { runs }) => sum + runs.length, 0);
  if (all === 0) return 'not run yet';
  // An imported network without a seed is one of its own.
  const keyOf = ({ record, directory }: RunNode): number | string => record.header.seed ?? directory;
  const seeds = variants.reduce((sum, { runs }) => sum + new Set(runs.map(keyOf)).size, 0);
  return all === seeds ? counted(all, 'run') : `${counted(seeds, 'run')}, ${all - seeds} more with the same seeds`;
}

/** @param result the variant's last result in words, such as `84.1 %, 3 runs: 83.8 to 84.4 %` */
export function rowText(node: TreeNode, result?: string): RowText {
  const active = runsOf(node).filter(({ record }) => isActive(record)).length;
  const suffix = `${node.file === undefined ? '' : '.file'}${active > 0 ? '.active' : ''}`;
  if (node.kind === 'experiment') {
    const details = [
      node.place ?? '',
      node.errors > 0 ? counted(node.errors, 'error') : '',
      active > 0 ? `${active} running or queued` : countWords(node),
      node.file === undefined ? 'its file is gone' : '',
    ];
    const icon = node.errors > 0 ? 'error' : 'beaker';
    return {
      label: node.name,
      description: details.filter(Boolean).join(', '),
      context: `experiment${suffix}`,
      icon,
      ...(node.errors > 0 && { color: 'testing.iconFailed' }),
    };
  }
  if (node.kind === 'variant') {
    const newest = node.runs[0];
    const imported = newest?.record.header.imported;
    if (imported) {
      return {
        label: node.variant,
        description: [importedWords(imported), result ?? statusWords(newest.record.header, newest.record.summary)].join(
          ', ',
        ),
        context: 'variant.imported',
        icon: importedIcon(imported),
      };
    }
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
  const star = header.starred ? '.starred' : '';
  if (header.imported) {
    return {
      label: header.imported.ensemble ? importedFrom(header.imported) : seedTitle(header.seed),
      description: withNote(`${importedWords(header.imported)}, ${statusWords(header, summary)}`, header),
      context: `run.imported${star}${node.file === undefined ? '' : '.file'}`,
      icon: importedIcon(header.imported),
    };
  }
  const resumable = header.resumable ? '.resumable' : '';
  return {
    label: seedTitle(header.seed),
    description: withNote(statusWords(header, summary), header),
    context: `run.${header.state}${star}${node.file === undefined ? '' : '.file'}${isActive(node.record) ? '.active' : resumable}`,
    ...stateIcons[header.state],
  };
}

/** What a row of a run has no room for, with its whole note. */
export function runTooltip({ record: { header, summary }, directory }: RunNode): string {
  const { starred, imported, startedAt, endedAt, engine, device, note, noteProblem, message, remedy, warnings } =
    header;
  return [
    `${header.experiment}, ${header.variant}, ${seedWords(header.seed)}: ${withStar(statusWords(header, summary), starred)}`,
    imported && importedFrom(imported),
    !imported && startedAt !== undefined && `Started ${exactTime(startedAt)}`,
    !imported && endedAt !== undefined && `Ended ${exactTime(endedAt)}`,
    engine !== undefined && `Engine ${engine}${device === undefined ? '' : ` on ${device}`}`,
    note !== undefined && printableLines(note),
    noteProblem,
    message,
    remedy,
    ...warnings,
    directory,
  ]
    .filter(Boolean)
    .join('\n');
}
