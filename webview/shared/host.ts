/** The channel to the extension: posts requests, receives events, and keeps state over a reload. */
import type { SavePicture } from '../../schemas/faces';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The connection of this page, for requests that any component may send. */
let connected: VsCodeApi | undefined;

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Request, Event, State> {
  post(request: Request): void;
  onEvent(listener: (event: Event) => void): void;
  readonly state: State | undefined;
  saveState(state: State): void;
}

/** Call it once for each page: VS Code provides its API only once. */
export function connect<Request, Event, State>(): Host<Request, Event, State> {
  const api = (connected = acquireVsCodeApi());
  // The state that restores the panel must be saved even if the page is closed before its first event.
  const initial = document.body.dataset['state'];
  if (api.getState() === undefined && initial !== undefined) api.setState(JSON.parse(initial));
  return {
    post: (request) => api.postMessage(request),
    onEvent: (listener) => window.addEventListener('message', ({ data }: MessageEvent<Event>) => listener(data)),
    state: api.getState() as State | undefined,
    saveState: (state) => api.setState(state),
  };
}

/** Asks the extension to save a picture; the extension asks the user for a file. */
export function savePicture(picture: Omit<SavePicture, 'type'>): void {
  connected?.postMessage({ type: 'savePicture', ...picture } satisfies SavePicture);
}
