/** `ferexp data inspect`: what there is to know of the data before training on it. */
import path from 'node:path';
import Table from 'cli-table3';
import { projectFolder } from '../../../experiment/projectFolder';
import type { DuplicateReport } from '../../data/duplicates';
import { inspectData, type DataReport, type UsageCounts } from '../../data/inspect';
import { processProgress } from '../processProgress';
import { json, processTerminal } from '../terminal';

export async function dataInspect(
  source: string,
  options: { readonly votes?: string; readonly json?: boolean },
): Promise<number> {
  const terminal = processTerminal(options);
  const folder = process.cwd();
  const progress = processProgress(terminal);
  const report = await inspectData(source, {
    baseDirectory: folder,
    cacheDirectory: path.join(projectFolder(path.join(folder, 'any')), '.ferexp', 'cache'),
    onProgress: progress.onProgress,
    ...(options.votes === undefined ? {} : { votes: options.votes }),
  }).finally(() => progress.end());
  for (const warning of report.warnings) terminal.say(`${terminal.colors.yellow('warning')} ${warning}`);
  terminal.result(terminal.json ? json(report) : describe(report));
  return 0;
}

const whole = (count: number) => Math.round(count).toLocaleString('en-GB');

function describe(report: DataReport): string {
  const { source, count, width, height, seconds, fromCache, fingerprint, duplicates, ferPlus } = report;
  const parts = [
    `${source}\n${whole(count)} images of ${width}×${height}, opened in ${seconds.toFixed(2)} s${fromCache ? ' (from the cache)' : ''}`,
    `fingerprint ${fingerprint}`,
    classTable(report.usages, report.classNames),
    describeDuplicates(duplicates),
  ];
  for (const { rule, usages } of ferPlus?.rules ?? []) {
    const dropped = usages.reduce((sum, usage) => sum + usage.dropped, 0);
    parts.push(`FER+ by ${rule}: ${whole(dropped)} images dropped\n${classTable(usages, ferPlus!.classNames)}`);
  }
  return parts.join('\n\n');
}

function describeDuplicates({ unique, copies, groups, conflicting, across }: DuplicateReport): string {
  if (copies === 0) return 'No two images are identical.';
  const leaks = across
    .filter(({ count }) => count > 0)
    .map((pair) => `${whole(pair.count)} images of ${pair.of} are also in ${pair.in}`);
  return [
    `${whole(unique)} different images; ${whole(copies)} are copies of another, in ${whole(groups)} groups`,
    `${whole(conflicting)} groups carry different labels`,
    ...leaks,
  ].join('\n');
}

function classTable(usages: readonly UsageCounts[], names: readonly string[]): string {
  const head = ['', ...names, 'all'];
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  });
  for (const { usage, classes, count } of usages) table.push([usage, ...classes.map(whole), whole(count)]);
  return table.toString();
}
