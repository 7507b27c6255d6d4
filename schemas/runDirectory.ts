/** Names of the files of a run directory, `.ferexp/runs/<experiment>/<run-id>/`: written by the runner, read by everyone. */
export const runFiles = {
  /** The resolved experiment: every default filled in, variant and seed applied. Written once. */
  experiment: 'experiment.json',
  /** Machine, engine and versions of the run. Written once per process. */
  environment: 'environment.json',
  /** Append-only, one JSON object per line; schemas/run-event.schema.json. */
  events: 'events.jsonl',
  /** What a search tried and chose, after every fold; schemas/search.ts. */
  search: 'search.json',
  /** The training faces whose labels were corrected, at each checkpoint; schemas/relabelled.schema.json. */
  relabelled: 'relabelled.json',
  /** Final metrics; replaced atomically. */
  summary: 'summary.json',
  /** Probabilities and labels of every example, one file per split. */
  predictions: 'predictions',
  /** `checkpoint/<epoch>-<step>/`, the last two. */
  checkpoint: 'checkpoint',
  /** Best model as a TensorFlow.js layers model. */
  model: 'model',
  /** The process that runs it. */
  lock: 'lock.json',
  /** The last fencing token that was given to a process of the run; see storage/run/lock.ts. */
  fence: 'fence.json',
  /** The process that will start it, while it waits for its turn. */
  queued: 'queued.json',
  /** Its place in the queue that it was made or resumed for; see storage/queue.ts. Absent once it was taken out. */
  queue: 'queue.json',
  /** The element of a submission that a cluster computes; see storage/submission.ts. Absent once it is no longer the cluster's. */
  submitted: 'submitted.json',
  /** Asks the run to stop: it finishes the batch, writes a checkpoint and ends as `cancelled`. Written by anyone. */
  stop: 'stop',
  /** The user's star and note; absent where nobody gave one. Written by anyone, see storage/run/note.ts. */
  note: 'note.json',
  /** What Slurm and the script of the job printed, before and beside the run itself. */
  jobOutput: 'slurm.txt',
  /** What the process printed. */
  log: 'log.txt',
} as const;

/** The file's own settings, without a patch, run as this variant. */
export const baseVariant = 'base';

/** The state of a run, as readers see it. `interrupted`: its process is gone without a final record. */
export const runStates = ['queued', 'running', 'completed', 'cancelled', 'interrupted', 'failed'] as const;
export type RunState = (typeof runStates)[number];
