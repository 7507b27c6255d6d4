/** `ferexp relabelled`: the training faces whose labels a run corrected. */
import { trainedHere } from '../../experiment/imported';
import type { RelabelledRecord } from '../../schemas/generated/relabelled';
import { UserError } from '../../schemas/userError';
import { readRelabelled } from '../../storage/run/runFile';
import { count } from '../../words/numbers';
import { printable } from '../../words/printable';
import { relabelledWords, votesInWords } from '../../words/relabelled';
import { findRun } from '../find/findRun';
import { drawTable } from '../report/drawTable';
import { json, processTerminal } from '../report/terminal';

interface RelabelledOptions {
  readonly project: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Rows without `--all`. */
const shown = 20;

export async function relabelled(name: string, options: RelabelledOptions): Promise<number> {
  const { directory, header, resolved: recorded } = await findRun(name, options.project);
  const { techniques } = trainedHere(recorded, header.runId, 'it relabelled nothing here');
  if (!techniques.selfCure) {
    throw new UserError(
      `The run ${header.runId} was trained without techniques.selfCure, so it relabelled no face.`,
      'Name a run of a variant with selfCure.',
    );
  }
  const record = await readRelabelled(directory);
  if (!record) {
    throw new UserError(
      `The run ${header.runId} has not finished an epoch yet: relabelled.json is written with each checkpoint.`,
      'Wait until its first epoch is over.',
    );
  }
  const terminal = processTerminal(options);
  terminal.result(terminal.json ? json({ run: header.runId, directory, ...record }) : describe(record, options));
  return 0;
}

function describe(record: RelabelledRecord, { all }: Pick<RelabelledOptions, 'all'>): string {
  const { faces, classNames, voteNames } = record;
  const words = relabelledWords(record);
  if (faces.length === 0) return words.join('\n');
  const name = (label: number) => printable(classNames[label]!);
  const rows = faces
    .slice(0, all ? faces.length : shown)
    .map((face) => [
      ...[String(face.face), name(face.given), name(face.label), String(face.epoch)],
      ...(voteNames ? [printable(votesInWords(face, voteNames))] : []),
    ]);
  const head = ['face', 'given', 'new', 'epoch', ...(voteNames ? ['votes'] : [])];
  const table = drawTable(head, rows, ['right', 'left', 'left', 'right', ...(voteNames ? (['left'] as const) : [])]);
  const left = faces.length - rows.length;
  return [table, ...words, ...(left > 0 ? [`${count(left)} more: --all lists them.`] : [])].join('\n');
}
