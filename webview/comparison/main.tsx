/** The page that compares variants: what each reached, and whether the differences are real. */
import type { TableState } from '@tanstack/table-core';
import { render } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { Blank } from '../shared/blank';
import { PictureSubject } from '../shared/exportPicture';
import { connect } from '../shared/host';
import '../shared/base.css';
import './comparison.css';
import { columnsOf, initialVisibility } from './columns';
import { ComparisonTable } from './comparisonTable';
import { DataSets } from './dataSets';
import { Forest } from './forest';
import { Overlay } from './overlay';
import { PublishedRange } from './publishedRange';
import { Toolbar } from './toolbar';
import { useTable } from './useTable';
import { Verdict } from './verdict';
import { own } from '../../schemas/own';
import { type ClaimedLabels, publishedRanges } from '../../words/claims';
import { nameIn } from '../../words/rowNames';
import type { EarlierRun } from '../../schemas/messages/run';
import type {
  ComparisonPanelEvent,
  ComparisonPanelRequest,
  ComparisonRow,
  ComparisonView,
  Forest as ForestPlot,
} from '../../schemas/messages/comparison';

/** The state that survives a reload. */
interface SavedState {
  readonly experiments: readonly string[];
  readonly baseline?: string;
  readonly metric?: string;
  readonly commonFaces?: boolean;
  readonly sorting?: { id: string; desc: boolean }[];
  readonly columnVisibility?: Record<string, boolean>;
  readonly filter?: string;
  readonly publishedRange?: boolean;
}

const host = connect<ComparisonPanelRequest, ComparisonPanelEvent, SavedState>();

function useComparison() {
  const [loaded, setLoaded] = useState<Extract<ComparisonPanelEvent, { type: 'load' }>>();
  const [overlay, setOverlay] = useState<readonly EarlierRun[]>();
  const [forest, setForest] = useState<ForestPlot>();
  useEffect(() => {
    host.onEvent((event) => {
      if (event.type === 'load') setLoaded(event);
      else if (event.type === 'forest') setForest(event.forest);
      else setOverlay(event.runs);
    });
    host.post({ type: 'ready' });
  }, []);
  const { comparison: view, experiments, dataSets } = loaded ?? {};
  return { view, experiments, dataSets, overlay, forest, closeOverlay: () => setOverlay(undefined) };
}

/** The row whose classes are shown: the only one that is selected or, without any, that is expanded; not the baseline. */
function rowByClass(view: ComparisonView | undefined, { rowSelection, expanded }: TableState): string | undefined {
  const others = (view?.rows ?? []).filter(({ id }) => id !== view?.baseline);
  const selected = others.filter(({ id }) => own(rowSelection, id));
  const open = expanded === true ? others : others.filter(({ id }) => own(expanded, id));
  const [first, second] = selected.length > 0 ? selected : open;
  return second ? undefined : first?.id;
}

/** The labels that a row was tested with, by its settings. */
function labelsOf(settings: ComparisonRow['settings']): ClaimedLabels {
  return {
    source: settings['data.source'],
    classes: Object.keys(settings).some((path) => path.startsWith('data.classes.')),
    scheme: settings['data.labels.scheme'],
    rule: settings['data.labels.rule'],
    unknown: settings['data.labels.unknown'],
  };
}

const empty: ComparisonView = { title: '', rows: [], metric: 'accuracy', metrics: [], differing: [] };

function Page() {
  const { view, experiments, dataSets, overlay, forest, closeOverlay } = useComparison();
  const { rows, differing, baseline, metric } = view ?? empty;
  const nameOf = useMemo(() => nameIn(rows), [rows]);
  const columns = useMemo(() => {
    const ends = rows.flatMap(({ difference }) =>
      difference ? [Math.abs(difference.low), Math.abs(difference.high)] : [],
    );
    const all = columnsOf({ differing, baseline, metric, nameOf, scale: Math.max(0, ...ends) });
    const anyPublished = rows.some(({ published }) => published);
    return anyPublished ? all : all.filter(({ id }) => id !== 'published');
  }, [rows, differing, baseline, metric, nameOf]);
  const table = useTable(rows, columns, baseline, {
    sorting: host.state?.sorting ?? [],
    columnVisibility: host.state?.columnVisibility ?? { ...initialVisibility },
    globalFilter: host.state?.filter ?? '',
    rowSelection: {},
    expanded: {},
  });
  const { sorting, columnVisibility, globalFilter, rowSelection } = table.getState();
  const [publishedRange, setPublishedRange] = useState(host.state?.publishedRange ?? false);
  const ranges = useMemo(() => publishedRanges(rows.map(({ settings }) => labelsOf(settings))), [rows]);
  useEffect(() => {
    if (!view || !experiments) return;
    host.saveState({
      experiments,
      ...(view.baseline === undefined ? {} : { baseline: view.baseline }),
      metric: view.metric,
      commonFaces: view.commonFaces === true,
      sorting,
      columnVisibility,
      filter: String(globalFilter ?? ''),
      publishedRange,
    });
  }, [view, experiments, sorting, columnVisibility, globalFilter, publishedRange]);

  const byClass = rowByClass(view, table.getState());
  // Also after an update, for it may have changed the differences.
  useEffect(() => {
    if (byClass !== undefined) host.post({ type: 'forest', row: byClass });
  }, [view, byClass]);

  if (!view) return <Blank title="Reading the runs …" />;
  if (rows.length === 0) {
    return (
      <Blank title="There is nothing to compare yet.">
        <p>Run an experiment: its variants appear here as soon as they start.</p>
      </Blank>
    );
  }
  const selected = rows.filter((row) => own(rowSelection, row.id));
  // The verdicts are those of the rows that match the filter.
  const matching = new Set(table.getFilteredRowModel().flatRows.map(({ original }) => original.row.id));
  const shown = rows.filter(({ id }) => matching.has(id));
  return (
    <main>
      <h1 class="visually-hidden">Comparison of {view.title}</h1>
      <Toolbar
        table={table}
        view={view}
        nameOf={nameOf}
        post={host.post}
        publishedRange={
          ranges.length > 0
            ? { shown: publishedRange, toggle: () => setPublishedRange((isShown) => !isShown) }
            : undefined
        }
      />
      <ComparisonTable table={table} view={view} nameOf={nameOf} post={host.post} />
      {publishedRange && ranges.length > 0 && <PublishedRange ranges={ranges} />}
      <Verdict
        nameOf={nameOf}
        looks={view.looks}
        metric={metric}
        rows={selected.length > 0 ? selected : shown}
        baseline={rows.find(({ id }) => id === baseline)}
      />
      <PictureSubject.Provider value={view.title}>
        {dataSets && <DataSets matrix={dataSets} post={host.post} />}
        {forest && forest.row === byClass && <Forest forest={forest} />}
        {overlay && <Overlay runs={overlay} onClose={closeOverlay} />}
      </PictureSubject.Provider>
    </main>
  );
}

render(<Page />, document.getElementById('root')!);
