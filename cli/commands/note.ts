/** `ferexp note`: writes, prints or removes the user's note of a run. */
import { changeNote, readNote } from '../../storage/run/note';
import { UserError } from '../../schemas/userError';
import { printableLines } from '../../words/printable';
import { findRun } from '../find/findRun';
import { json, processTerminal } from '../report/terminal';

export async function note(
  name: string,
  words: readonly string[],
  options: { readonly project: string; readonly clear?: boolean; readonly json?: boolean },
): Promise<number> {
  const text = words.join(' ');
  if (options.clear && words.length > 0) {
    throw new UserError('A text and --clear were given.', 'Give one of them.');
  }
  if (words.length > 0 && text.trim() === '') {
    throw new UserError('The note is empty.', `To remove the note: ferexp note ${name} --clear`);
  }
  const { directory, header } = await findRun(name, options.project);
  const terminal = processTerminal(options);
  const isChange = words.length > 0 || options.clear === true;
  if (isChange) await changeNote(directory, { note: text });
  const now = await readNote(directory);
  if (terminal.json) {
    const said = { starred: now?.starred ?? false, note: now?.note ?? '' };
    terminal.result(json({ run: header.runId, directory, ...said }));
  } else if (isChange) terminal.say(`${header.runId}: its note is ${options.clear ? 'removed' : 'written'}.`);
  else if (now?.note === undefined) terminal.say(`${header.runId} has no note.`);
  else terminal.result(printableLines(now.note));
  return 0;
}
