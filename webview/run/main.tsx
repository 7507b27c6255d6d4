/** The page of one run: live while it trains, its result when it has ended. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import type { RunPanelEvent, RunPanelRequest, RunView } from '../../schemas/messages';
import { connect } from '../shared/host';
import '../shared/base.css';
import './run.css';
import { Header } from './header';
import { applyUpdate } from './history';
import { LearningCurves } from './learningCurves';
import { Result } from './result';

const host = connect<RunPanelRequest, RunPanelEvent, { directory: string }>();

function Page() {
  const [view, setView] = useState<RunView>();
  const [missing, setMissing] = useState<string>();
  useEffect(() => {
    host.onEvent((event) => {
      if (event.type === 'missing') setMissing(event.directory);
      else if (event.type === 'update') setView((current) => current && applyUpdate(current, event.update));
      else {
        setMissing(undefined);
        setView(event.run);
        host.saveState({ directory: event.run.header.directory });
      }
    });
    host.post({ type: 'ready' });
  }, []);
  if (missing !== undefined) {
    return (
      <p class="empty muted">
        This run is no longer there: <code>{missing}</code>
      </p>
    );
  }
  if (!view) return <p class="empty muted">Reading the run …</p>;
  return (
    <main>
      <Header header={view.header} post={host.post} />
      <Notices view={view} />
      <LearningCurves view={view} />
      <Result view={view} />
    </main>
  );
}

function Notices({ view: { header } }: { view: RunView }) {
  const { state, message, remedy, warnings } = header;
  return (
    <>
      {state === 'failed' && (
        <div class="notice error" role="alert">
          <vscode-icon name="error" />
          <div>
            <p>{message ?? 'The run failed.'}</p>
            {remedy && <p>{remedy}</p>}
          </div>
        </div>
      )}
      {state === 'interrupted' && (
        <div class="notice warning" role="alert">
          <vscode-icon name="debug-disconnect" />
          <p>
            Its process is gone without a final word: killed, or the computer restarted.
            {header.resumable
              ? ' Resume goes on from the last checkpoint.'
              : ' It had not written a checkpoint yet; run it again.'}
          </p>
        </div>
      )}
      {warnings.length > 0 && (
        <details class="warnings">
          <summary>
            <vscode-icon name="warning" /> {warnings.length === 1 ? '1 thing' : `${warnings.length} things`} to know
            about this run
          </summary>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

render(<Page />, document.getElementById('root')!);
