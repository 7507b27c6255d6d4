// Stands for dist/runner.js: does with the run directory what a runner would, as the experiment's description says.
const fs = require('node:fs');
const path = require('node:path');

const directory = process.argv[2];
const at = (name) => path.join(directory, name);
const experiment = JSON.parse(fs.readFileSync(at('experiment.json'), 'utf8'));
let seq = 0;
const emit = (event) =>
  fs.appendFileSync(
    at('events.jsonl'),
    `${JSON.stringify({ seq: seq++, time: new Date().toISOString(), ...event })}\n`,
  );

/** One of two images right. */
const half = { support: 1, precision: 0.5, recall: 0.5, f1: 0.5 };
const halfRight = {
  ...{ examples: 2, loss: 0.7, accuracy: 0.5, macroF1: 0.5 },
  classes: [
    { name: 'angry', ...half },
    { name: 'happy', ...half },
  ],
  confusion: [
    [1, 0],
    [1, 0],
  ],
};

function end(status, rest = {}) {
  const time = new Date().toISOString();
  const summary = {
    version: 1,
    runId: path.basename(directory),
    experiment: experiment.name,
    variant: experiment.variant,
    repeat: experiment.repeat,
    seed: experiment.seed,
    status,
    startedAt: time,
    endedAt: time,
    trainingSeconds: 1,
    epochsRun: 1,
    splits: {},
    ...rest,
  };
  emit({ type: 'run-ended', status });
  // The last thing that it writes: tests wait for it.
  fs.writeFileSync(at('summary.json'), JSON.stringify(summary));
}

if (experiment.description === 'mute') {
  console.error('It cannot even begin.');
  process.exit(1);
}
fs.rmSync(at('queued.json'), { force: true });
fs.writeFileSync(at('environment.txt'), process.env.FAKE_ENGINE ?? '');
emit({ type: 'phase', phase: 'training' });
switch (experiment.description) {
  case 'complete':
    emit({ type: 'warning', message: 'a warning' });
    end('completed', { splits: { test: halfRight } });
    break;
  case 'fail':
    end('failed', { message: 'The data is gone.', remedy: 'Bring it back.' });
    process.exitCode = 1;
    break;
  case 'refuse':
    console.error('The run is already running.');
    process.exitCode = 1;
    break;
  case 'die':
    console.error('FATAL ERROR: out of memory');
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'wait': {
    const timer = setInterval(() => {
      if (!fs.existsSync(at('stop'))) return;
      clearInterval(timer);
      fs.rmSync(at('stop'));
      end('cancelled', { message: 'Stopped as asked.' });
    }, 20);
    break;
  }
  case 'deaf':
    setInterval(() => undefined, 1000);
    break;
}
