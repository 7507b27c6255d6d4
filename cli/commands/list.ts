/** `ferexp list`: the runs of a project. */
import type { RunRecord } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { importedWords } from '../../words/imported';
import { noteStart, starMark } from '../../words/notes';
import { valuesText } from '../../schemas/search';
import { runsRootAround } from '../find/experimentFile';
import { runsOfNamed } from '../find/findExperiments';
import { runsAround } from '../find/findRun';
import { drawTable } from '../report/drawTable';
import { json, processTerminal } from '../report/terminal';

export async function list(
  experiments: readonly string[],
  options: { readonly project: string; readonly starred?: boolean; readonly json?: boolean },
): Promise<number> {
  const terminal = processTerminal(options);
  const all = await runsAround(options.project);
  if (all.length === 0 && !terminal.json) {
    terminal.say(`No runs in ${runsRootAround(options.project)}. Start some with: ferexp run FILE`);
    return 0;
  }
  const named = all.length === 0 ? all : await runsOfNamed(experiments, all);
  const runs = options.starred ? named.filter(({ header }) => header.starred) : named;
  if (terminal.json) {
    terminal.result(json(runs.map(runObject)));
    return 0;
  }
  // The run itself is listed: what cannot be read is its user's note alone.
  for (const { header } of runs) if (header.noteProblem !== undefined) terminal.say(header.noteProblem);
  if (runs.length === 0) {
    terminal.say('No run has a star. Give one with: ferexp star RUN');
    return 0;
  }
  const starred = runs.some(({ header }) => header.starred);
  const noted = runs.some(({ header }) => header.note !== undefined);
  const searched = runs.some(({ summary }) => summary?.search !== undefined);
  const head = [
    ...(starred ? [''] : []),
    'run',
    'experiment',
    'variant',
    'repeat',
    'state',
    'started',
    ...(searched ? ['chosen by search'] : []),
    ...(noted ? ['note'] : []),
  ];
  const rows = runs.map(({ header, summary }) => {
    const { runId, experiment, variant, repeat, repeats, startedAt, imported, note } = header;
    const started = startedAt === undefined ? '' : localTime(new Date(startedAt));
    const name = imported ? `${variant} (${importedWords(imported)})` : variant;
    return [
      ...(starred ? [header.starred ? starMark : ''] : []),
      runId,
      experiment,
      name,
      repeats === undefined ? String(repeat + 1) : `${repeat + 1}/${repeats}`,
      statusWords(header, summary),
      started,
      ...(searched ? [summary?.search ? valuesText(summary.search.chosen) : ''] : []),
      ...(noted ? [note === undefined ? '' : noteStart(note)] : []),
    ];
  });
  terminal.result(drawTable(head, rows));
  return 0;
}

/** `2026-03-14 10:15`, in the local time zone. */
function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function runObject({ directory, header, summary }: RunRecord) {
  const { runId, experiment, variant, repeat, repeats, seed, state, stopping, resumable, cluster } = header;
  const {
    epoch,
    epochs,
    startedAt,
    endedAt,
    engine,
    message,
    remedy,
    starred = false,
    note = '',
    noteProblem,
  } = header;
  const accuracy = summary?.splits['test']?.accuracy;
  return {
    ...{
      run: runId,
      directory,
      experiment,
      variant,
      repeat: repeat + 1,
      repeats,
      seed,
      state,
      stopping,
      resumable,
      cluster,
    },
    ...{ epoch, epochs, startedAt, endedAt, engine, message, remedy, starred, note, noteProblem },
    ...(header.imported && { imported: header.imported }),
    ...(accuracy === undefined ? {} : { testAccuracy: accuracy }),
    ...(summary?.search ? { search: summary.search } : {}),
  };
}
