/** Finds the faces behind the predictions of a run. */
import * as vscode from 'vscode';
import { predictedFaces } from '../../results/predictedFaces';
import { readResolved } from '../../storage/run/runFile';
import type { PanelProblem, PredictedFaces, PredictionQuery, ShownFace } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import { Owner } from '../disposables';
import { Faces } from '../runs/faces';
import { outsideOf, type PanelServices } from './filePanel';
import { confirmOutside, outsideAllowed } from '../access';

const problemOf = (error: unknown): PanelProblem => {
  const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
  return { message, ...(remedy !== undefined && { remedy }) };
};

/** The predictions come from the run, the faces from its data if that has not changed since. */
export class RunFaces extends Owner {
  readonly #faces: Faces;
  /** Set once the data was opened and found to be the data of the run. */
  #names: PredictedFaces['names'];

  constructor(
    private readonly directory: string,
    private readonly services: PanelServices,
  ) {
    super();
    this.#faces = this.own(new Faces(services.script));
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
  async duplicates(ids: readonly number[]): Promise<readonly ShownFace[]> {
    return this.#names ? this.#faces.ask({ type: 'faces', ids }) : [];
  }

  /** Faces by number, or why they cannot be shown. */
  async show(ids: readonly number[]): Promise<{ faces: readonly ShownFace[]; problem?: PanelProblem }> {
    try {
      const problem = await this.#obstacle();
      if (problem) return { faces: [], problem };
      await this.#open();
      return { faces: await this.#faces.ask({ type: 'faces', ids }) };
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

  async #open(): Promise<NonNullable<PredictedFaces['names']>> {
    if (this.#names) return this.#names;
    const { ferNames, voteNames } = await this.#faces.open({ type: 'openRun', directory: this.directory });
    return (this.#names = { ferNames, ...(voteNames && { voteNames }) });
  }

  async #withFaces(found: PredictedFaces): Promise<PredictedFaces> {
    const names = await this.#open();
    const shown = await this.#faces.ask({ type: 'faces', ids: found.faces.map(({ id }) => id) });
    return {
      ...found,
      names,
      faces: found.faces.map((face, index) => ({ ...face, face: shown[index]! })),
    };
  }
}
