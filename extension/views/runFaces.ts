import * as vscode from 'vscode';
import { predictedFaces } from '../../results/predictedFaces';
import { readResolved } from '../../storage/run/runFile';
import type { PanelProblem, PredictedFaces, PredictionQuery, ShownFace } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import { Owner } from '../disposables';
import { Faces } from '../runs/faces';
import { outsideOf, type FilePanelContext } from './filePanel';
import { confirmOutside, outsideAllowed } from '../access';

const problemOf = (error: unknown): PanelProblem => {
  const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
  return { message, ...(remedy !== undefined && { remedy }) };
};

/** What a run predicted of which faces. The numbers come from the run, the faces from its data while that is unchanged. */
export class RunFaces extends Owner {
  readonly #faces: Faces;
  /** Set once the data was opened and is what the run saw. */
  #names: PredictedFaces['names'];

  constructor(
    private readonly directory: string,
    private readonly given: FilePanelContext,
  ) {
    super();
    this.#faces = this.own(new Faces(given.script));
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
      this.given.log.warn(`Faces of ${this.directory}: ${String(error)}`);
      return { ...found, problem: problemOf(error) };
    }
  }

  /** Faces by number. Only where faces of this run are shown, for which `find` saw to trust and consent; else none. */
  async twins(ids: readonly number[]): Promise<readonly ShownFace[]> {
    return this.#names ? this.#faces.ask({ type: 'faces', ids }) : [];
  }

  /** Asks whether data outside of the workspace may be read. */
  async allow(): Promise<void> {
    const outside = await outsideOf([await readResolved(this.directory)]);
    await confirmOutside(outside, this.given.context.workspaceState, 'Read');
  }

  async #obstacle(): Promise<PanelProblem | undefined> {
    if (!vscode.workspace.isTrusted) {
      return { message: 'Showing the faces starts a program, so it needs a trusted workspace.', action: 'trust' };
    }
    const outside = await outsideOf([await readResolved(this.directory)]);
    if (outsideAllowed(outside, this.given.context.workspaceState)) return undefined;
    return { message: `This run read data from outside of the workspace: ${outside.join(', ')}`, action: 'allowData' };
  }

  async #withFaces(found: PredictedFaces): Promise<PredictedFaces> {
    if (!this.#names) {
      const { ferNames, voteNames } = await this.#faces.open({ type: 'openRun', directory: this.directory });
      this.#names = { ferNames, ...(voteNames && { voteNames }) };
    }
    const shown = await this.#faces.ask({ type: 'faces', ids: found.faces.map(({ id }) => id) });
    return {
      ...found,
      names: this.#names,
      faces: found.faces.map((face, index) => ({ ...face, face: shown[index]! })),
    };
  }
}
