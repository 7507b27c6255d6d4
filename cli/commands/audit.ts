/** `ferexp audit`: copies, leaks, doubtful labels and the use of the test split. */
import path from 'node:path';
import { type ExclusionKind, usualExclusions } from '../../schemas/audit';
import { writeFileAtomic } from '../../storage/files/atomic';
import { UserError } from '../../schemas/userError';
import { counted } from '../../words/numbers';
import type { DataClasses } from '../arguments/classMap';
import { auditSubject, openSourceFaces, openSubject } from '../find/auditSubject';
import { auditMarkdown, auditText } from '../report/auditText';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';
import { cancellable } from '../tasks/cancellable';

interface AuditCommandOptions {
  readonly data?: string;
  readonly votes?: string;
  readonly classes?: DataClasses;
  readonly variant: string;
  readonly predictions?: string;
  readonly markdown?: string;
  readonly writeExclusions?: string;
  readonly exclude?: readonly ExclusionKind[];
  readonly project: string;
  readonly json?: boolean;
}

export async function audit(subject: string | undefined, options: AuditCommandOptions): Promise<number> {
  const { data, votes, classes, markdown, writeExclusions, predictions } = options;
  const kinds = options.exclude ?? usualExclusions;
  if ((subject === undefined) === (data === undefined)) {
    throw new UserError(
      subject === undefined ? 'Nothing to audit was given.' : `Both ${subject} and --data were given.`,
      'Give an experiment file or a run, or a data source with --data.',
    );
  }
  if (subject !== undefined && classes !== undefined) {
    throw new UserError(
      '--classes belong to --data: an experiment file names its own.',
      'Set data.classes in the file.',
    );
  }
  if (options.exclude !== undefined && writeExclusions === undefined) {
    throw new UserError('--exclude chooses what --write-exclusions lists, which was not given.', 'Give both or none.');
  }
  const terminal = processTerminal(options);
  const progress = processProgress(terminal);
  const { onProgress } = progress;
  const found = await cancellable(async (signal) => {
    const opened =
      subject === undefined
        ? { catalogue: await openSourceFaces({ data: data!, votes, classes }, onProgress) }
        : await openSubject(subject, options, onProgress);
    return auditSubject(opened, { onProgress, signal, predictions });
  }, 'Stopped. Nothing was written.').finally(() => progress.end());
  const { report } = found;
  if (markdown !== undefined) await writeFileAtomic(path.resolve(markdown), auditMarkdown(report));
  if (writeExclusions !== undefined) {
    await writeFileAtomic(path.resolve(writeExclusions), found.exclusionFile(kinds));
  }
  terminal.result(terminal.json ? json(report) : auditText(report, terminal.resultColors));
  if (markdown !== undefined) terminal.say(`The report is in ${markdown}`);
  if (writeExclusions !== undefined) {
    const faces = found.exclusions(kinds).length;
    terminal.say(`${counted(faces, 'face')} in ${writeExclusions}: name it in data.exclude of an experiment`);
  }
  return 0;
}
