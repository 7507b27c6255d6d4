/** The results of `ferexp bench`, as a table for the terminal and as Markdown for the editor. */
import path from 'node:path';
import type { MeasuredMachine, Measurement } from '../../schemas/measurements';
import { fastestEngines } from '../../storage/machine/automaticEngine';
import { drawTable } from './drawTable';
import { type Terminal } from './terminal';
import { decimal, perSecond, counted } from '../../words/numbers';

export interface EngineTime {
  readonly engine: string;
  /** Of all runs of the experiment; undefined when the size of the data is not known. */
  readonly seconds?: number;
  readonly words?: string;
}

export interface BenchReport {
  readonly machine: MeasuredMachine;
  readonly measurements: readonly Measurement[];
  readonly failures: readonly {
    readonly engine: string;
    readonly model: string;
    readonly batchSize: number;
    readonly reason: string;
  }[];
  /** Engines that do not work here. */
  readonly missing: readonly { readonly engine: string; readonly reason: string }[];
  /** The engine that `auto` takes here, for each network and batch size that were to be measured. */
  readonly auto: readonly { readonly engine: string; readonly model: string; readonly batchSize: number }[];
  readonly experiment?: { readonly file: string; readonly runs: number; readonly times: readonly EngineTime[] };
}

const head = ['model', 'batch', 'engine', 'training images/s', 'inference images/s', 'of the fastest'] as const;

export function benchTable(report: BenchReport, { resultColors }: Pick<Terminal, 'resultColors'>): string {
  const shown = rows(report).map(({ cells, fastest }) => (fastest ? cells.map(resultColors.bold) : cells));
  const table = drawTable(head, shown, ['left', 'right', 'left', 'right', 'right', 'right']);
  return [...(report.measurements.length > 0 ? [table] : []), ...sentences(report)].join('\n');
}

export function benchMarkdown(report: BenchReport): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Engines on this machine',
    '',
    `${report.machine.cpu}, ${counted(report.machine.processors, 'logical processor')}. Medians of several steps on generated pixels, through the training step of a run.`,
    '',
    ...(report.measurements.length > 0
      ? [line(head), '| --- | --: | --- | --: | --: | --: |', ...rows(report).map(({ cells }) => line(cells)), '']
      : []),
    ...sentences(report).map((sentence) => `- ${sentence}`),
    '',
  ].join('\n');
}

/** Rows of the table, with the fastest engine of each model and batch size first. */
function rows({ measurements }: BenchReport): { cells: string[]; fastest: boolean }[] {
  const groups = new Map<string, Measurement[]>();
  for (const one of measurements) {
    const key = `${one.model} ${one.batchSize}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((first, second) => second.training - first.training);
    const best = sorted[0]!.training;
    return sorted.map(({ model, batchSize, engine, training, inference }, index) => ({
      cells: [model, String(batchSize), engine, perSecond(training), perSecond(inference), decimal(training / best, 2)],
      fastest: index === 0,
    }));
  });
}

function sentences(report: BenchReport): string[] {
  return [
    ...experimentSentences(report),
    ...automaticSentences(report),
    ...report.failures.map(
      ({ engine, model, batchSize, reason }) => `${engine} failed with ${model} and batches of ${batchSize}: ${reason}`,
    ),
    ...report.missing.map(({ engine, reason }) => `${engine} was not measured: ${reason}`),
  ];
}

function experimentSentences({ experiment }: BenchReport): string[] {
  if (!experiment) return [];
  const title = `${path.basename(experiment.file)}, ${counted(experiment.runs, 'run')}`;
  const known = experiment.times.filter(({ words }) => words !== undefined);
  if (known.length === 0 && experiment.times.length > 0) {
    return [`${title}: how many images it trains on is not known before its first run, so there is no estimate.`];
  }
  return known.map(({ engine, words }) => `${title}: about ${words} on ${engine}.`);
}

/** Says which engine "auto" takes from now on, and where another one is faster: if several were measured. */
function automaticSentences({ measurements, auto }: BenchReport): string[] {
  const engines = [...new Set(measurements.map(({ engine }) => engine))];
  if (engines.length < 2) return [];
  const fastest = fastestEngines(measurements, engines);
  return auto.flatMap(({ engine, model, batchSize }) => {
    const best = fastest.find((one) => one.model === model && one.batchSize === batchSize);
    if (!best) return [];
    const takes = `"engine": "auto" takes ${engine} for ${model} in batches of ${batchSize}`;
    if (best.engine === engine) return [`${takes}: measured faster here.`];
    return [`${takes}; "engine": "${best.engine}" was measured faster here.`];
  });
}
