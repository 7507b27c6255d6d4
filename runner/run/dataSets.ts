/** The other data sets of an experiment: every network is tested on the test faces of each, without another training. */
import { cacheFolderOf } from '../../experiment/project';
import { emotionOf } from '../../experiment/classNames';
import type { ResolvedData } from '../../experiment/types';
import { pictureHash } from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import { counted } from '../../words/numbers';
import type { Dataset } from '../data/dataset';
import { noLabel } from '../data/labels/targets';
import { loadDataset } from '../data/load';
import { PredictionStopped } from '../evaluate/predict';
import { PhaseProgress } from '../progress';
import type { RunSession } from './session';

type Session = Pick<RunSession, 'resolved' | 'emit' | 'stop'>;

/** A set that the run is tested on, and what its faces were when the run began. */
export interface OtherSet {
  readonly name: string;
  readonly data: ResolvedData;
  readonly fingerprint: string;
}

/** The test faces of another set, with the classes of the network. */
export interface SetFaces {
  readonly dataset: Dataset;
  readonly ids: Uint32Array;
  /** How many of them are byte-identical to a training or validation face of the run. */
  readonly seen: number;
}

/** Those that are not the run's own data. */
function others({ dataSet, dataSets = {} }: RunSession['resolved']): [string, ResolvedData][] {
  return Object.entries(dataSets).filter(([name]) => name !== dataSet);
}

/**
 * Reads each set before anything trains: one that cannot be tested on is found now and not hours later. None is kept in memory.
 * @param begins whether no other process of the run told what there is to know
 * @throws UserError for a set that cannot be read, or has no test face of a class of the run; PredictionStopped
 */
export async function checkSets(session: Session, { classNames }: Dataset, begins: boolean): Promise<OtherSet[]> {
  const sets: OtherSet[] = [];
  for (const [name, data] of others(session.resolved)) {
    const dataset = await load(session, name, data);
    const ids = testFaces(dataset, classNames);
    if (ids.length === 0) {
      throw new UserError(
        `The data set ${name} has no test face of a class of the run: nothing could be tested on it.`,
        'Correct its settings in dataSets, or remove it.',
      );
    }
    const left = dataset.splits.test.length - ids.length;
    if (left > 0 && begins) {
      session.emit({
        type: 'warning',
        message: `${counted(left, 'test face')} of the data set ${name} ${left === 1 ? 'is' : 'are'} of no class of this run, and not tested on.`,
      });
    }
    sets.push({ name, data, fingerprint: dataset.fingerprint });
  }
  return sets;
}

/**
 * Reads the test faces of a set.
 * @param own faces of the run
 * @throws UserError when the set is no longer what it was when the run began; PredictionStopped
 */
export async function readSet(
  session: Session,
  { name, data, fingerprint }: OtherSet,
  own: Dataset,
): Promise<SetFaces> {
  const dataset = await load(session, name, data);
  if (dataset.fingerprint !== fingerprint) {
    throw new UserError(
      `The data set ${name} has changed since this process of the run began.`,
      'Put the earlier data back and resume the run, or run the experiment again.',
      1,
    );
  }
  const { classNames } = own;
  const ids = testFaces(dataset, classNames);
  const labels = labelsIn(dataset, classNames);
  const trained = new Set([...own.splits.train, ...own.splits.validation].map((id) => pictureOf(own, id)));
  const seen = ids.filter((id) => trained.has(pictureOf(dataset, id))).length;
  return { dataset: { ...dataset, classNames, labels }, ids, seen };
}

async function load({ resolved, emit, stop }: Session, name: string, data: ResolvedData): Promise<Dataset> {
  const progress = new PhaseProgress(emit, 'loading-data');
  try {
    return await loadDataset(data, {
      baseDirectory: resolved.baseDirectory,
      cacheDirectory: cacheFolderOf(resolved.file),
      onProgress: ({ detail, done, total }) => {
        progress.report(`${name}: ${detail}`, done, total);
      },
      signal: stop.signal,
      testOnly: true,
    });
  } catch (error) {
    if (stop.requested()) throw new PredictionStopped(`Stopped while reading the data set ${name}.`);
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`The data set ${name}: ${error.message}`, error.remedy, error.exitCode);
  }
}

/** Class of each face in the order of the network; `noLabel` where it has none. */
function labelsIn({ classNames: names, labels }: Dataset, classNames: readonly string[]): Uint8Array {
  const emotions = classNames.map(emotionOf);
  const indices = names.map((name) => emotions.indexOf(emotionOf(name)));
  return labels.map((label) => {
    const index = indices[label] ?? -1;
    return index < 0 ? noLabel : index;
  });
}

function testFaces(dataset: Dataset, classNames: readonly string[]): Uint32Array {
  const labels = labelsIn(dataset, classNames);
  return dataset.splits.test.filter((id) => labels[id] !== noLabel);
}

function pictureOf({ pixels, sourcePixels = pixels, width, height }: Dataset, id: number): string {
  const size = width * height;
  return Buffer.from(pictureHash(sourcePixels.subarray(id * size, (id + 1) * size))).toString('latin1');
}
