/** Shows state, progress and actions of a run. */
import { useEffect, useState } from 'preact/hooks';
import { duration, roughDuration, sizeWords, speed } from '../shared/format';
import { stateIcons, stateWords } from '../shared/state';
import { importedWords, membersWords, seedWords, unknownSetting } from '../../words/imported';
import { metricWords } from '../../words/metrics';
import { count } from '../../words/numbers';
import { exactTime, relativeTime } from '../../words/times';
import type { RunHeader, RunPanelRequest } from '../../schemas/messages/run';

const phaseWords: Readonly<Record<NonNullable<RunHeader['phase']>['phase'], string>> = {
  'starting-engine': 'Starting the engine',
  'loading-data': 'Loading the faces',
  'building-model': 'Building the network',
  'computing-features': 'Computing the features',
  searching: 'Searching for the best values',
  training: 'Training',
  evaluating: 'Evaluating',
  saving: 'Saving',
};

interface Props {
  readonly header: RunHeader;
  /** From the summary; undefined without one. */
  readonly trainingSeconds: number | undefined;
  readonly post: (request: RunPanelRequest) => void;
}

export function Header({ header, trainingSeconds, post }: Props) {
  const running = header.state === 'running';
  return (
    <header class="run-header">
      <div class="title">
        <h1>
          {header.experiment} <span class="muted">/</span> {header.variant}
        </h1>
        <span class="muted">
          {(header.repeats ?? 1) > 1 ? `repeat ${header.repeat + 1} of ${header.repeats}, ` : ''}
          {seedWords(header.seed)}
        </span>
        <div class="actions">
          {(running || header.state === 'queued') && (
            <vscode-button icon="debug-stop" disabled={header.stopping} onClick={() => post({ type: 'stop' })}>
              {header.stopping ? 'Stopping …' : 'Stop'}
            </vscode-button>
          )}
          {header.resumable && (
            <vscode-button icon="debug-continue" onClick={() => post({ type: 'resume' })}>
              Resume
            </vscode-button>
          )}
          <vscode-button secondary icon="table" onClick={() => post({ type: 'compare' })}>
            Compare
          </vscode-button>
          <vscode-button
            secondary
            icon="diff"
            title="What changed between this run and another one"
            onClick={() => post({ type: 'whatChanged' })}
          >
            What Changed
          </vscode-button>
          <vscode-button secondary icon="database" onClick={() => post({ type: 'showData' })}>
            Data
          </vscode-button>
          {header.state === 'completed' && !header.imported && (
            <vscode-button secondary icon="lightbulb" onClick={() => post({ type: 'explain' })}>
              Explain
            </vscode-button>
          )}
          {header.state === 'completed' && !header.imported && (
            <vscode-button secondary icon="export" onClick={() => post({ type: 'exportModel' })}>
              Export Model
            </vscode-button>
          )}
          {!header.imported && (
            <vscode-button secondary icon="output" onClick={() => post({ type: 'openLog' })}>
              Log
            </vscode-button>
          )}
          <vscode-button secondary icon="folder-opened" onClick={() => post({ type: 'reveal' })}>
            Files
          </vscode-button>
        </div>
      </div>
      <dl class="facts">
        <Fact name="State">
          <span class={`state ${header.state}`} role="status">
            <vscode-icon name={stateIcons[header.state]} /> {stateText(header)}
          </span>
        </Fact>
        {header.imported && <ImportedFacts imported={header.imported} />}
        {header.epoch !== undefined && (
          <Fact name="Epoch">
            {header.epoch} / {header.epochs}
          </Fact>
        )}
        <Time header={header} trainingSeconds={trainingSeconds} />
        {running && header.secondsLeft !== undefined && (
          <Fact name="Left">about {roughDuration(header.secondsLeft)}</Fact>
        )}
        {header.imagesPerSecond !== undefined && (
          <Fact name={running ? 'Speed' : 'Speed, last epoch'}>{speed(header.imagesPerSecond)}</Fact>
        )}
        {header.engine !== undefined && (
          <Fact name="Engine">
            <span title={header.device ?? ''}>{header.engine}</span>
          </Fact>
        )}
        {header.residentBytes !== undefined && <Fact name="Memory">{sizeWords(header.residentBytes)}</Fact>}
        {header.parameters !== undefined && <Fact name="Weights">{count(header.parameters)}</Fact>}
        {header.trainingExamples !== undefined && <Fact name="Training faces">{count(header.trainingExamples)}</Fact>}
      </dl>
      {running && <Progress header={header} />}
    </header>
  );
}

/** What was stated of a network that was trained elsewhere. */
function ImportedFacts({ imported }: { imported: NonNullable<RunHeader['imported']> }) {
  if (imported.ensemble) {
    return (
      <>
        <Fact name="Answers">{imported.ensemble.combine === 'mean' ? 'mean of the probabilities' : 'most votes'}</Fact>
        <Fact name="Of">{membersWords(imported.ensemble)}</Fact>
        <Fact name="Made">
          <span title={exactTime(imported.importedAt)}>{relativeTime(imported.importedAt, Date.now())}</span>
        </Fact>
      </>
    );
  }
  const { framework, epochs, trainingData, note, file, sha256, validationFile, answers, importedAt } = imported;
  return (
    <>
      <Fact name="Trained with">{framework ?? unknownSetting}</Fact>
      <Fact name="Epochs">{epochs === undefined ? unknownSetting : count(epochs)}</Fact>
      <Fact name="Trained on">{trainingData ?? unknownSetting}</Fact>
      <Fact name="From">
        <span title={`Its ${answers}. SHA-256 ${sha256}`}>{file}</span>
        {validationFile !== undefined && ` and ${validationFile}`}
      </Fact>
      <Fact name="Imported">
        <span title={exactTime(importedAt)}>{relativeTime(importedAt, Date.now())}</span>
      </Fact>
      {note !== undefined && <Fact name="Stated note">{note}</Fact>}
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function stateText({ state, phase, stopping, imported, cluster }: RunHeader): string {
  if (imported && state === 'completed') return capital(importedWords(imported));
  if (cluster) return capital(cluster.words);
  if (state !== 'running') return stateWords[state];
  if (stopping) return 'Stopping after this batch';
  return phase ? phaseWords[phase.phase] : stateWords.running;
}

/**
 * While the run runs: the elapsed time, updated every second. Afterwards: its total time and when it ended. Pauses between
 * a stop and its resume do not count.
 */
function Time({ header, trainingSeconds }: Pick<Props, 'header' | 'trainingSeconds'>) {
  const [now, setNow] = useState(Date.now());
  const running = header.state === 'running';
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), running ? 1000 : 60_000);
    return () => clearInterval(timer);
  }, [running]);
  if (header.activeSeconds === undefined || header.state === 'queued') return null;
  const current = header.activeSince === undefined ? 0 : Math.max(0, (now - Date.parse(header.activeSince)) / 1000);
  return (
    <>
      <Fact name={running ? 'Elapsed' : 'Total time'}>
        <span title="Without the time between a stop and its resume">{duration(header.activeSeconds + current)}</span>
      </Fact>
      {trainingSeconds !== undefined && !running && (
        <Fact name={metricWords.trainingSeconds.title}>
          <span title={metricWords.trainingSeconds.hint}>{duration(trainingSeconds)}</span>
        </Fact>
      )}
      {header.endedAt !== undefined && !running && (
        <Fact name="Ended">
          <span title={exactTime(header.endedAt)}>{relativeTime(header.endedAt, now)}</span>
        </Fact>
      )}
    </>
  );
}

function Progress({ header }: { header: RunHeader }) {
  const { phase, epoch, epochs, step, stepsPerEpoch } = header;
  if (phase && phase.phase !== 'training') {
    const known = phase.done !== undefined && phase.total !== undefined && phase.total > 0;
    return (
      <div class="progress">
        <vscode-progress-bar
          indeterminate={!known}
          value={known ? (100 * phase.done!) / phase.total! : 0}
          max={100}
          aria-label={phaseWords[phase.phase]}
        />
        {phase.detail && <span class="muted">{phase.detail}</span>}
      </div>
    );
  }
  const within = stepsPerEpoch ? (step ?? 0) / stepsPerEpoch : 0;
  const done = epoch === undefined || epochs === undefined ? 0 : (epoch - 1 + within) / epochs;
  return (
    <div class="progress">
      <vscode-progress-bar value={100 * done} max={100} aria-label="Training" />
      {step !== undefined && stepsPerEpoch !== undefined && (
        <span class="muted">
          step {step} of {stepsPerEpoch}
        </span>
      )}
    </div>
  );
}
