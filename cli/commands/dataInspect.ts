/** `ferexp data inspect`: what to know about data before training on it. */
import path from 'node:path';
import Table from 'cli-table3';
import { resolveLayout } from '../../experiment/layout';
import { cacheFolderOf } from '../../experiment/project';
import type { LayoutName } from '../../schemas/layouts';
import type { DuplicateReport } from '../../runner/data/duplicates';
import { inspectData, type DataReport, type RuleCounts, type UsageCounts } from '../../runner/data/inspect';
import { agreementWords } from '../../runner/data/labels/agreement';
import { type DropReason, dropReasons } from '../../runner/data/labels/ferPlus';
import type { DataClasses } from '../arguments/classMap';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';
import { count as whole, counted, duration, isOrAre } from '../../words/numbers';

export async function dataInspect(
  source: string,
  options: {
    readonly votes?: string;
    readonly classes?: DataClasses;
    readonly layout?: LayoutName;
    readonly json?: boolean;
  },
): Promise<number> {
  const terminal = processTerminal(options);
  const folder = process.cwd();
  const progress = processProgress(terminal);
  const report = await inspectData(source, {
    baseDirectory: folder,
    cacheDirectory: cacheFolderOf(path.join(folder, 'any')),
    onProgress: progress.onProgress,
    ...(options.votes === undefined ? {} : { votes: options.votes }),
    ...resolveLayout(options),
  }).finally(() => progress.end());
  for (const warning of report.warnings) terminal.say(`${terminal.colors.yellow('warning')} ${warning}`);
  terminal.result(terminal.json ? json(report) : describe(report));
  return 0;
}

function describe(report: DataReport): string {
  const { source, count, width, height, seconds, fromCache, fingerprint, duplicates, ferPlus } = report;
  const parts = [
    `${source}\n${whole(count)} images of ${width}×${height}, opened in ${duration(seconds)}${fromCache ? ' (from the cache)' : ''}`,
    `fingerprint ${fingerprint}`,
    classTable(report.usages, report.classNames),
    describeDuplicates(duplicates),
  ];
  if (ferPlus) {
    parts.push(
      `The FER+ majority is the FER label of ${agreementWords(ferPlus.agreement)} of the ${whole(ferPlus.agreement.of)} images whose majority is a class of FER2013`,
    );
  }
  for (const rule of ferPlus?.rules ?? []) parts.push(describeRule(rule, ferPlus!.classNames));
  return parts.join('\n\n');
}

const reasonWords: Readonly<Record<DropReason, string>> = {
  unknown: 'whose expression the annotators could not recognise',
  notAFace: 'that are not faces',
  disagreement: 'on which the votes do not agree enough',
};

function describeRule({ rule, usages }: RuleCounts, names: readonly string[]): string {
  const total = (of: (usage: RuleCounts['usages'][number]) => number) =>
    usages.reduce((sum, usage) => sum + of(usage), 0);
  const reasons = dropReasons.map(
    (reason) => `${whole(total((usage) => usage.reasons[reason]))} ${reasonWords[reason]}`,
  );
  const [unknown, notAFace] = [0, 1].map((place) =>
    total(({ withUnknown }) => withUnknown.classes[names.length + place]!),
  );
  return [
    `FER+ by ${rule}: ${whole(total(({ dropped }) => dropped))} images dropped`,
    ...reasons.map((reason) => `  ${reason}`),
    classTable(usages, names, { dropped: (usage) => usage.dropped }),
    `With "unknown": "class" ${whole(total(({ withUnknown }) => withUnknown.count))} images are kept, ` +
      `${whole(unknown!)} as unknown and ${whole(notAFace!)} as not-a-face`,
  ].join('\n');
}

function describeDuplicates({ unique, copies, groups, conflicting, across }: DuplicateReport): string {
  if (copies === 0) return 'No two images are identical.';
  const leaks = across
    .filter(({ count }) => count > 0)
    .map((pair) => `${counted(pair.count, 'image')} of ${pair.of} ${isOrAre(pair.count)} also in ${pair.in}`);
  return [
    `${whole(unique)} different images; ${whole(copies)} ${isOrAre(copies)} copies of another, in ${counted(groups, 'group')}`,
    `${counted(conflicting, 'group')} ${conflicting === 1 ? 'carries' : 'carry'} different FER labels`,
    ...leaks,
  ].join('\n');
}

/** @param more further columns, after the classes and their sum */
function classTable<U extends UsageCounts>(
  usages: readonly U[],
  names: readonly string[],
  more: Readonly<Record<string, (usage: U) => number>> = {},
): string {
  const head = ['', ...names, 'all', ...Object.keys(more)];
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  });
  // A part that the data does not have is not named.
  for (const usage of usages.filter(({ count }) => count > 0)) {
    const others = Object.values(more).map((of) => whole(of(usage)));
    table.push([usage.usage, ...usage.classes.map(whole), whole(usage.count), ...others]);
  }
  return table.toString();
}
