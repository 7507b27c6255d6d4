/** Gives all components of the page the faces of the latest answers, and a way to ask for more. */
import { createContext } from 'preact';
import type { PanelProblem, PredictedFaces, ShownFace } from '../../schemas/faces';
import type { RunPanelRequest } from '../../schemas/messages/run';

export interface FacesAnswers {
  readonly found?: PredictedFaces;
  /** The latest answer about faces with the same pixels. */
  readonly duplicates?: readonly ShownFace[];
  /** The latest answer about relabelled faces. */
  readonly relabelled?: { readonly faces: readonly ShownFace[]; readonly problem?: PanelProblem };
  /** Increases when the faces may have become readable, so that components ask again. */
  readonly attempt: number;
}

export interface FacesAccess extends FacesAnswers {
  readonly post: (request: RunPanelRequest) => void;
}

export const FacesContext = createContext<FacesAccess>({ attempt: 0, post: () => undefined });
