/** `ferexp graph`: which experiments start from which, and how far each one is. */
import path from 'node:path';
import { ExperimentFiles } from '../../experiment/graph';
import { type LoadedExperiment, warmStarts, type WarmStartNode } from '../../results/warmStarts';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { readExperiment } from '../find/experimentFile';
import { disk } from '../../storage/files/disk';
import { printProblems } from '../report/problems';
import { countProblems } from '../../experiment/problemText';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { runsRootOf } from '../../experiment/project';

export async function graph(names: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const known = new ExperimentFiles(disk.read);
  const files: LoadedExperiment[] = [];
  for (const name of names) {
    const { path: file, problems, lines } = await readExperiment(name);
    // A problem that only prevents a run here and now, such as missing data, does not change the graph.
    const experiment = known.get(file)?.file;
    if (experiment) files.push({ file, experiment });
    else {
      printProblems(file, problems, lines, terminal);
      terminal.say(`${path.basename(file)}: ${countProblems(problems)}.`);
    }
  }
  const roots = warmStarts(files, known, await recordsOf(files));
  if (terminal.json) terminal.result(json(roots.map(nodeObject)));
  else for (const root of roots) print(root, terminal);
  return files.length === names.length ? 0 : 2;
}

async function recordsOf(files: readonly LoadedExperiment[]): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const root of new Set(files.map(({ file }) => runsRootOf(file)))) {
    const index = new RunIndex(root);
    await index.refresh();
    records.push(...index.runs());
  }
  return records;
}

interface NodeObject extends Omit<WarmStartNode, 'id' | 'children' | 'path'> {
  readonly path: string;
  readonly children: readonly NodeObject[];
}

function nodeObject({
  kind,
  label,
  path: place,
  variant,
  status,
  state,
  directory,
  teacher,
  problem,
  children,
}: WarmStartNode): NodeObject {
  return {
    ...{ kind, label, path: place },
    ...(variant === undefined ? {} : { variant }),
    status,
    ...(state === undefined ? {} : { state }),
    ...(directory === undefined ? {} : { directory }),
    ...(teacher === undefined ? {} : { teacher }),
    ...(problem === undefined ? {} : { problem }),
    children: children.map(nodeObject),
  };
}

/** Prints one line per node, and below it the nodes that start from it. */
function print(node: WarmStartNode, terminal: Terminal, lead = '', below = ''): void {
  const { resultColors: colors } = terminal;
  const done = node.state === 'completed' ? colors.green(node.status) : node.status;
  const place = path.relative(process.cwd(), node.path) || node.path;
  const problem = node.problem === undefined ? '' : `  ${colors.red(node.problem)}`;
  const teacher = node.teacher === undefined ? '' : `  learns from ${node.teacher}`;
  terminal.result(`${lead}${node.label}  ${done}${teacher}${problem}  ${colors.dim(place)}`);
  node.children.forEach((child, index) => {
    const last = index === node.children.length - 1;
    print(child, terminal, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
  });
}
