/** Reads one line of events.jsonl. */
import type { RunEvent } from '../../schemas/generated/run-event';
import { own } from '../../schemas/own';

/** The numbers that readers compute with, by event type: all are required. A test compares this with the schema. */
export const numbersOfEvents = {
  'run-started': [
    'seed',
    'epochs',
    'stepsPerEpoch',
    'batchSize',
    'trainingExamples',
    'validationExamples',
    'testExamples',
    'parameters',
  ],
  phase: [],
  fold: ['candidate', 'candidates', 'fold', 'folds', 'seconds'],
  batch: ['epoch', 'step', 'loss', 'accuracy', 'learningRate', 'imagesPerSecond'],
  epoch: [
    'epoch',
    'loss',
    'accuracy',
    'validationLoss',
    'validationAccuracy',
    'learningRate',
    'seconds',
    'imagesPerSecond',
    'residentBytes',
    'tensors',
    'tensorBytes',
  ],
  checkpoint: ['epoch', 'step'],
  evaluated: ['examples', 'loss', 'accuracy', 'macroF1'],
  warning: [],
  'run-ended': [],
} as const satisfies Record<RunEvent['type'], readonly string[]>;

/** Numbers from 0 to 1. A test compares this with the schema. */
export const sharesOfEvents: readonly string[] = [
  ...['accuracy', 'validationAccuracy', 'lastStepValidationAccuracy', 'macroF1'],
];

/** Numbers that only some events of a type have. */
const optionalNumbers = ['lastStepValidationLoss', 'lastStepValidationAccuracy'] as const;

const isKnown = (type: string): type is RunEvent['type'] => Object.hasOwn(numbersOfEvents, type);

/**
 * Reads one line of events.jsonl. More lenient than the schema, which writers must follow: properties that a newer
 * version adds to a known event are allowed.
 * @returns `unknown` for a well-formed event of a type that this version does not know, `corrupt` for anything else
 */
export function parseEventLine(line: string): RunEvent | 'unknown' | 'corrupt' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'corrupt';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'corrupt';
  const event = value as Record<string, unknown>;
  const { type } = event;
  if (typeof type !== 'string' || !Number.isInteger(event['seq']) || typeof event['time'] !== 'string')
    return 'corrupt';
  if (!isKnown(type)) return 'unknown';
  const optional = optionalNumbers.filter((name) => own(event, name) !== undefined);
  const names: readonly string[] = [...numbersOfEvents[type], ...optional];
  return names.every((name) => isPossible(name, own(event, name))) ? (value as RunEvent) : 'corrupt';
}

function isPossible(name: string, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return !sharesOfEvents.includes(name) || (value >= 0 && value <= 1);
}
