/** What the networks of a row of the comparison answered for the same test faces. */
import type { SetSplit } from '../../schemas/dataSets';
import { mean } from '../statistics/student';
import { readAnswers, readJoined, type RunAnswers, type TestFaces, type TestSplit, unlikeFaces } from './answers';
import type { Network } from './networks';
import { type FaceMetric, type Values, valuesOf } from './values';

export interface NetworkAnswers {
  readonly network: Network;
  /** One for each run of the network; of a network over folds, one of all of them. */
  readonly runs: readonly RunAnswers[];
}

export interface RowAnswers {
  readonly faces: TestFaces;
  /** At least one. */
  readonly networks: readonly NetworkAnswers[];
}

/**
 * @param networks of the row
 * @returns undefined if the predictions of a run are missing or damaged, or if the runs were tested on other faces
 */
export async function readRow(
  networks: readonly Network[],
  split: TestSplit | SetSplit,
): Promise<RowAnswers | undefined> {
  const read = await Promise.all(
    networks.map(async (network) => ({ network, runs: await answersOfNetwork(network, split) })),
  );
  const faces = read[0]?.runs[0]?.faces;
  if (!faces || read.some(({ network, runs }) => runs.length < (network.ofFolds ? 1 : network.runs.length)))
    return undefined;
  const isSame = ({ runs }: NetworkAnswers): boolean =>
    runs.every((run) => unlikeFaces(faces, run.faces) === undefined);
  return read.every(isSame) ? { faces, networks: read } : undefined;
}

/** Those that can be read. */
async function answersOfNetwork({ runs, ofFolds }: Network, split: TestSplit | SetSplit): Promise<RunAnswers[]> {
  if (!ofFolds) {
    const read = await Promise.all(runs.map(({ directory }) => readAnswers(directory, split)));
    return read.flatMap((answers) => answers ?? []);
  }
  // A fold without faces that are repeated in training has no split of its own for the others.
  const places = runs.map(({ directory, summary }) => ({ directory, split: summary.splits[split] ? split : 'test' }));
  return [await readJoined(places)].flatMap((answers) => answers ?? []);
}

/**
 * Values of each network on each face: means over the runs that evaluate it.
 * @returns undefined as `valuesOf`
 */
export function rowValues({ networks }: RowAnswers, metric: FaceMetric): Values[] | undefined {
  const all: Values[] = [];
  for (const { runs } of networks) {
    const each: Values[] = [];
    for (const run of runs) {
      const values = valuesOf(run, metric);
      if (!values) return undefined;
      each.push(values);
    }
    all.push(meanValues(each));
  }
  return all;
}

function meanValues(each: readonly Values[]): Values {
  const [first] = each;
  return each.length === 1 ? first! : Float64Array.from(first!, (_, face) => mean(each.map((values) => values[face]!)));
}
