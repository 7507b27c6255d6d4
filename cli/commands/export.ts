/** `ferexp export`: the trained network of a run, as a file for other programs. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { trainedHere } from '../../experiment/imported';
import type { ResolvedExperiment } from '../../experiment/types';
import { version } from '../../package.json';
import { toDemo } from '../../runner/exported/demo/toDemo';
import { type Network, readNetwork } from '../../runner/exported/network';
import { kerasVersion, toKeras } from '../../runner/exported/keras/toKeras';
import { describeNetwork, type ExportChoice } from '../../runner/exported/notes';
import { onnxOpset, toOnnx } from '../../runner/exported/onnx/toOnnx';
import { law, limits } from '../../results/export/notice';
import type { RunRecord } from '../../results/runIndex';
import { exportFormats, type ExportFormatId } from '../../schemas/exportFormats';
import { UserError } from '../../schemas/userError';
import { writeFileAtomic } from '../../storage/files/atomic';
import { errorCode, fileError } from '../../storage/files/fileError';
import { sizeWords } from '../../words/numbers';
import { checkFolder, findRun } from '../find/findRun';
import { demoFacts } from '../report/demoFacts';
import { json, processTerminal } from '../report/terminal';

interface ExportOptions extends ExportChoice {
  readonly output: string;
  readonly to?: ExportFormatId;
  readonly overwrite?: boolean;
  readonly project: string;
  readonly json?: boolean;
}

/** Of what is written. */
const versions: Readonly<Record<ExportFormatId, string>> = {
  onnx: `opset ${onnxOpset}`,
  keras: `as version ${kerasVersion} writes it`,
  demo: 'for any browser with WebAssembly',
};

export async function exportRun(name: string, options: ExportOptions): Promise<number> {
  const record = await findRun(name, options.project);
  const { directory, resolved: recorded, header } = record;
  const { runId } = header;
  const resolved = trainedHere(recorded, runId, 'there is no network here to export');
  if (header.state !== 'completed') {
    throw new UserError(
      `The run ${runId} is not finished: its weights are not those that its results would be of.`,
      `Let it finish first; ferexp resume ${runId} goes on with one that stopped.`,
    );
  }
  const format = options.to ?? formatOf(options.output);
  const file = path.resolve(options.output);
  checkEnding(options.output, format);
  checkChoice(format, options);
  await checkPlace(file, options.overwrite ?? false);
  const network = await readNetwork(directory);
  const { bytes, input, warnings } =
    format === 'demo'
      ? await demoOf(record, resolved, network)
      : await modelOf(format, record, resolved, network, options);
  await writeFileAtomic(file, bytes);
  const terminal = processTerminal(options);
  for (const warning of warnings) terminal.say(`${terminal.colors.yellow('warning')} ${warning}`);
  if (terminal.json) terminal.result(json({ runId, file, format, bytes: bytes.length, input, warnings }));
  else {
    const what = `${exportFormats[format].title}, ${versions[format]}, ${sizeWords(bytes.length)}`;
    terminal.say(`Written to ${options.output}: ${what}. It takes: ${input}`);
  }
  return 0;
}

interface Exported {
  readonly bytes: Uint8Array;
  /** What it has to be given. */
  readonly input: string;
  /** What the run did besides, and the file does not do. */
  readonly warnings: readonly string[];
}

async function modelOf(
  format: 'onnx' | 'keras',
  { header, summary }: RunRecord,
  resolved: ResolvedExperiment,
  network: Network,
  choice: ExportChoice,
): Promise<Exported> {
  const run = { resolved, runId: header.runId, version, classNames: summary?.classNames };
  const notes = describeNetwork(run, choice, network);
  const said = { ...notes, notice: `${limits}\n\n${law}`, saved: new Date(summary?.endedAt ?? 0) };
  const bytes = format === 'onnx' ? toOnnx(network, choice, said) : await toKeras(network, choice, said);
  return { bytes, input: notes.input, warnings: notes.warnings };
}

async function demoOf(record: RunRecord, resolved: ResolvedExperiment, network: Network): Promise<Exported> {
  const facts = demoFacts(record, resolved, network);
  const bytes = await toDemo(record.directory, facts);
  return { bytes, input: 'pictures of faces that are dropped into it.', warnings: facts.warnings };
}

function formatOf(output: string): ExportFormatId {
  const formats = Object.keys(exportFormats) as ExportFormatId[];
  const found = formats.find((format) => path.extname(output).toLowerCase() === exportFormats[format].ending);
  if (found !== undefined) return found;
  const endings = Object.values(exportFormats).map(({ ending }) => `*${ending}`);
  throw new UserError(`The ending of ${output} names no format.`, `Name it ${endings.join(' or ')}, or give --to.`);
}

/** @throws UserError where the ending is that of another format: no program would read the file */
function checkEnding(output: string, format: ExportFormatId): void {
  const ending = path.extname(output).toLowerCase();
  const other = Object.values(exportFormats).find((each) => each.ending === ending);
  if (other === undefined || other === exportFormats[format]) return;
  throw new UserError(
    `${output} ends as a file of ${other.title} does, and --to says ${format}.`,
    `Name it *${exportFormats[format].ending}, or leave --to out.`,
  );
}

/** @throws UserError where a choice would change nothing */
function checkChoice(format: ExportFormatId, { preprocessing, answers }: ExportChoice): void {
  if (format !== 'demo' || (preprocessing === 'inside' && answers === 'probabilities')) return;
  throw new UserError(
    'A demo page takes pictures and shows probabilities.',
    'Leave --preprocessing and --answers out, or export to ONNX or Keras.',
  );
}

/** Before long work. @throws UserError if the file cannot be written there */
async function checkPlace(file: string, overwrite: boolean): Promise<void> {
  const remedy = 'Make the folder first, or name another one with --output.';
  await checkFolder(path.dirname(file), { what: 'a place for the file', remedy });
  const there = await stat(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `write ${file}`, 2);
  });
  if (there?.isDirectory()) throw new UserError(`${file} is a folder.`, 'Name a file with --output.');
  if (there && !overwrite) {
    throw new UserError(`${file} is there already. It was not changed.`, 'Name another file, or add --overwrite.');
  }
}
