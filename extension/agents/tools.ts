/** The tools that language models of the editor have without a server: validate, compare and run. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { countProblems, problemLine } from '../../experiment/problemText';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { ExperimentFile, Problem } from '../../experiment/types';
import { experimentLabel, isExperiment } from '../../results/experiments';
import { exported } from '../../results/export/formats';
import { rowNamed } from '../../results/groups';
import { metricNamed } from '../../results/compare';
import type { ComparisonState } from '../../schemas/messages/comparison';
import { UserError } from '../../schemas/userError';
import { outsideOf } from '../../storage/outside';
import { counted } from '../../words/numbers';
import { printable, printableLines } from '../../words/printable';
import { nameIn } from '../../words/rowNames';
import { shortVerdict, verdictLimit } from '../../words/verdicts';
import { listOf } from '../../experiment/names';
import { confirmOutside, requireTrust } from '../access';
import { inWords } from '../commands/errorWords';
import { runExperiment } from '../commands/runExperiment';
import { allProblems } from '../documents/problems';
import { Owner } from '../disposables';
import type { Knowledge } from '../runs/knowledge';
import type { Services } from '../services';
import { compareExperiments } from '../views/comparisonPanel';

/** What the schemas in package.json allow; the editor has checked it. */
interface ToolInputs {
  readonly ferexp_validate: { readonly file: string };
  readonly ferexp_compare: {
    readonly experiments?: readonly string[];
    readonly baseline?: string;
    readonly metric?: string;
  };
  readonly ferexp_run: { readonly file: string; readonly variants?: readonly string[] };
}

interface Question {
  readonly title: string;
  readonly message: string;
}

export class AgentTools extends Owner {
  constructor(
    private readonly services: Services,
    private readonly knowledge: Knowledge,
  ) {
    super();
    this.#add('ferexp_validate', 'Validating the experiment', (input) => this.#validate(input));
    this.#add('ferexp_compare', 'Comparing variants', (input) => this.#compare(input));
    this.#add(
      'ferexp_run',
      'Starting the experiment',
      (input) => this.#run(input),
      (input) => this.#runQuestion(input),
    );
  }

  #add<Name extends keyof ToolInputs>(
    name: Name,
    invocationMessage: string,
    answer: (input: ToolInputs[Name]) => Promise<string>,
    ask?: (input: ToolInputs[Name]) => Promise<Question>,
  ): void {
    const tool: vscode.LanguageModelTool<ToolInputs[Name]> = {
      prepareInvocation: async ({ input }) => ({
        invocationMessage,
        ...(ask && { confirmationMessages: await ask(input) }),
      }),
      invoke: async ({ input }) => {
        const text = printableLines(await answer(input).catch(inWordsOfTool));
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      },
    };
    this.own(vscode.lm.registerTool(name, tool));
  }

  async #validate({ file: name }: ToolInputs['ferexp_validate']): Promise<string> {
    const file = await this.#place(name);
    const { problems, experiment } = await read(file);
    return [verdictOf(file, experiment, problems), ...linesOf(file, problems)].join('\n');
  }

  async #compare(input: ToolInputs['ferexp_compare']): Promise<string> {
    const { tracker } = this.services;
    await tracker.refresh();
    const all = tracker.experiments().filter(({ records }) => records.length > 0);
    const wanted = input.experiments ?? [];
    const unknown = wanted.find((name) => !all.some((experiment) => isExperiment(experiment, name)));
    if (unknown !== undefined || all.length === 0) {
      const what = unknown === undefined ? 'There are no runs.' : `There are no runs of "${printable(unknown)}".`;
      throw new UserError(what, all.length > 0 ? `There are runs of ${listOf(all.map(experimentLabel))}.` : undefined);
    }
    const state: ComparisonState = { experiments: [...wanted] };
    const before = await compareExperiments(tracker, state);
    const { baseline: named, metric } = input;
    if (metric !== undefined && metricNamed(before.metrics, metric) === undefined) {
      throw new UserError(`There is no metric "${printable(metric)}".`, `Choose one of ${listOf(before.metrics)}.`);
    }
    const chosen = all.filter((each) => wanted.length === 0 || wanted.some((name) => isExperiment(each, name)));
    const records = chosen.flatMap((each) => each.records);
    const baseline = named === undefined ? undefined : rowNamed(records, named);
    if (named !== undefined && !before.rows.some(({ id }) => id === baseline)) {
      const names = before.rows.map(nameIn(before.rows));
      throw new UserError(`There is no variant "${printable(named)}".`, `Choose one of ${listOf(names)}.`);
    }
    const view = await compareExperiments(tracker, {
      ...state,
      ...(baseline !== undefined && { baseline }),
      ...(metric !== undefined && { metric }),
    });
    const limits = new Map(
      view.rows.flatMap(({ difference }) => (difference ? [[shortVerdict(difference), verdictLimit(difference)]] : [])),
    );
    return [exported(view, 'markdown'), ...[...limits].map(([verdict, limit]) => `- ${verdict}: ${limit}`)].join('\n');
  }

  async #runQuestion({ file: name, variants }: ToolInputs['ferexp_run']): Promise<Question> {
    const file = absolute(name);
    const { experiment, parsed } = await read(file).catch(() => ({ experiment: undefined, parsed: undefined }));
    const title = `Train ${printable(path.basename(file))}?`;
    if (!experiment || !parsed) return { title, message: 'The file cannot run; nothing will be started.' };
    const runs = resolveRuns(experiment, { path: file, ...(variants && { variants }) });
    const time = this.knowledge.timeOf(file, parsed);
    const of = [...new Set(runs.map(({ variant }) => variant))].slice(0, 8).join(', ');
    const each = time ? ` ${time.text} each.` : ' How long that takes is not known.';
    return { title, message: `${counted(runs.length, 'run')} at most, of ${of}, in the background.${each}` };
  }

  async #run({ file: name, variants }: ToolInputs['ferexp_run']): Promise<string> {
    if (!(await requireTrust('Running an experiment'))) return 'Nothing was started: the workspace is not trusted.';
    const file = await this.#place(name);
    const { problems, experiment } = await read(file);
    if (!experiment) return [verdictOf(file, experiment, problems), ...linesOf(file, problems)].join('\n');
    const launch = await runExperiment(this.services, file, variants);
    if (!launch) return 'Nothing was started: the user did not agree.';
    return `Started in the background. Its runs appear in the views of FER Experiments and in ${launch.log}.`;
  }

  /** @throws UserError if it lies outside of the workspace and the user does not allow it */
  async #place(name: string): Promise<string> {
    const file = absolute(name);
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const outside = await outsideOf([file], folders);
    if (await confirmOutside(outside, this.services.context.workspaceState, 'Read')) return file;
    throw new UserError(
      `${printable(file)} was not read: it lies outside of the workspace, and the user did not agree.`,
    );
  }
}

/** Relative paths start from the first folder of the workspace. */
function absolute(name: string): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  return path.resolve(first?.uri.fsPath ?? '', name);
}

/** The file as it is in the editor, or as saved. */
async function read(file: string) {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  const parsed = parseExperiment(document?.getText() ?? (await readFile(file, 'utf8')));
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
  const problems = allProblems(parsed, file, folder);
  const fits = problems.every(({ severity }) => severity !== 'error');
  return { parsed, problems, experiment: fits ? parsed.file : undefined };
}

function verdictOf(file: string, experiment: ExperimentFile | undefined, problems: readonly Problem[]): string {
  const runs = experiment ? counted(resolveRuns(experiment, { path: file }).length, 'run') : '';
  const verdict = [experiment ? `valid, ${runs}` : 'cannot run', countProblems(problems)].filter(Boolean);
  return `${path.basename(file)}: ${verdict.join(', ')}`;
}

const linesOf = (file: string, problems: readonly Problem[]): string[] =>
  problems.map((problem) => problemLine(path.basename(file), problem));

/** A model reads the message of an error, and nothing else of it. */
function inWordsOfTool(thrown: unknown): never {
  const error = inWords(thrown);
  if (error instanceof UserError) throw new Error([error.message, error.remedy].filter(Boolean).join(' '));
  throw error;
}
