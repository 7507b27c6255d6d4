/** The one channel to the extension: posts requests, hands on events, remembers state over a reload. */

import type { SavePicture } from '../../schemas/faces';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** For what every page may ask, wherever on it. */
let connected: VsCodeApi | undefined;

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Request, Event, State> {
  post(request: Request): void;
  onEvent(listener: (event: Event) => void): void;
  readonly state: State | undefined;
  saveState(state: State): void;
}

/** Call once a page: VS Code hands out its API once. */
export function connect<Request, Event, State>(): Host<Request, Event, State> {
  const api = (connected = acquireVsCodeApi());
  // What restores the panel after a reload must be saved even when the page never gets as far as its first event.
  const given = document.body.dataset['state'];
  if (api.getState() === undefined && given !== undefined) api.setState(JSON.parse(given));
  return {
    post: (request) => api.postMessage(request),
    onEvent: (listener) => window.addEventListener('message', ({ data }: MessageEvent<Event>) => listener(data)),
    state: api.getState() as State | undefined,
    saveState: (state) => api.setState(state),
  };
}

/** Has the extension save a picture where the person says. */
export function savePicture(picture: Omit<SavePicture, 'type'>): void {
  connected?.postMessage({ type: 'savePicture', ...picture } satisfies SavePicture);
}
