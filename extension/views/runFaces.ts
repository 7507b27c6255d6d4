/** Finds the faces behind the predictions of a run. */
import * as vscode from 'vscode';
import { predictedFaces } from '../../results/predictedFaces';
import { readResolved } from '../../storage/run/runFile';
import type { LabelNames, PanelProblem, PredictedFaces, PredictionQuery, ShownFace } from '../../schemas/faces';
import { isSetSplit } from '../../schemas/dataSets';
import { UserError } from '../../schemas/userError';
import { Owner } from '../disposables';
import { Faces } from '../runs/faces';
import { outsideOf, type PanelServices } from './filePanel';
import { confirmOutside, outsideAllowed } from '../access';
import { labelNames } from '../../words/faceNames';

const problemOf = (error: unknown): PanelProblem => {
  const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
  return { message, ...(remedy !== undefined && { remedy }) };
};

/** Faces of one data set. */
interface Opened {
  readonly faces: Faces;
  /** Set once the data was opened and found to be what the run saw. */
  names?: LabelNames;
}

/** The predictions come from the run, the faces from its data if that has not changed since. */
export class RunFaces extends Owner {
  /** By split, for those of other data sets; the others have the faces of the run's own data. */
  readonly #opened = new Map<string, Opened>();

  constructor(
    private readonly directory: string,
    private readonly services: PanelServices,
  ) {
    super();
  }

  async find(query: PredictionQuery): Promise<PredictedFaces> {
    let found: PredictedFaces;
    try {
      found = await predictedFaces(this.directory, query);
    } catch (error) {
      return { query, classNames: [], total: 0, faces: [], problem: problemOf(error) };
    }
    if (found.faces.length === 0) return found;
    try {
      const problem = await this.#obstacle();
      return problem ? { ...found, problem } : await this.#withFaces(found);
    } catch (error) {
      this.services.log.warn(`Faces of ${this.directory}: ${String(error)}`);
      return { ...found, problem: problemOf(error) };
    }
  }

  /** Faces by number. Empty until `find` has shown faces of this run, and so checked trust and consent. */
  async duplicates({ split, ids }: { split: string; ids: readonly number[] }): Promise<readonly ShownFace[]> {
    const { faces, names } = this.#dataOf(split);
    return names ? faces.ask({ type: 'faces', ids }) : [];
  }

  /** Faces of the run's own data by number, or why they cannot be shown. */
  async show(ids: readonly number[]): Promise<{ faces: readonly ShownFace[]; problem?: PanelProblem }> {
    try {
      const problem = await this.#obstacle();
      if (problem) return { faces: [], problem };
      await this.#open('train');
      return { faces: await this.#dataOf('train').faces.ask({ type: 'faces', ids }) };
    } catch (error) {
      this.services.log.warn(`Faces of ${this.directory}: ${String(error)}`);
      return { faces: [], problem: problemOf(error) };
    }
  }

  /** Asks whether data outside of the workspace may be read. */
  async allow(): Promise<void> {
    const outside = await outsideOf([await readResolved(this.directory)]);
    await confirmOutside(outside, this.services.context.workspaceState, 'Read');
  }

  async #obstacle(): Promise<PanelProblem | undefined> {
    if (!vscode.workspace.isTrusted) {
      return { message: 'Showing the faces starts a program, so it needs a trusted workspace.', action: 'trust' };
    }
    const outside = await outsideOf([await readResolved(this.directory)]);
    if (outsideAllowed(outside, this.services.context.workspaceState)) return undefined;
    return { message: `This run read data from outside of the workspace: ${outside.join(', ')}`, action: 'allowData' };
  }

  /** A process for each data set: answers about one never show faces of another. */
  #dataOf(split: string): Opened {
    const key = isSetSplit(split) ? split : '';
    let opened = this.#opened.get(key);
    if (!opened) this.#opened.set(key, (opened = { faces: this.own(new Faces(this.services.script)) }));
    return opened;
  }

  async #open(split: string): Promise<LabelNames> {
    const opened = this.#dataOf(split);
    return (opened.names ??= labelNames(
      await opened.faces.open({ type: 'openRun', directory: this.directory, split }),
    ));
  }

  async #withFaces(found: PredictedFaces): Promise<PredictedFaces> {
    const { split } = found.query;
    const names = await this.#open(split);
    const shown = await this.#dataOf(split).faces.ask({ type: 'faces', ids: found.faces.map(({ id }) => id) });
    return {
      ...found,
      names,
      faces: found.faces.map((face, index) => ({ ...face, face: shown[index]! })),
    };
  }
}
