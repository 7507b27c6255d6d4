/** How the parts of the page ask for the faces of predictions, and what was answered last. */
import { createContext } from 'preact';
import type { PredictedFaces, ShownFace } from '../../schemas/faces';
import type { RunPanelRequest } from '../../schemas/panelRequests';

export interface FacesAnswers {
  readonly found?: PredictedFaces;
  /** What the extension last said of faces with the same pixels. */
  readonly twins?: readonly ShownFace[];
  /** Goes up when the faces may have become readable: ask again. */
  readonly asked: number;
}

export interface FacesAccess extends FacesAnswers {
  readonly post: (request: RunPanelRequest) => void;
}

export const FacesContext = createContext<FacesAccess>({ asked: 0, post: () => undefined });
