/** `ferexp explain`: which pixels the predictions of a run come from. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import { trainedHere } from '../../experiment/imported';
import { chooseEngine } from '../../runner/engine';
import type { EngineId } from '../../runner/engine/contract';
import { defaultSettings, type ExplainSettings } from '../../runner/explain/task';
import {
  attributionMethods,
  faceWords,
  methodTitles,
  type AttributionMethod,
  type ExplainChoice,
  type Explanations,
  type FaceChoice,
} from '../../schemas/explanations';
import { UserError } from '../../schemas/userError';
import { findRun } from '../find/findRun';
import { processProgress } from '../report/processProgress';
import { runnerEntry } from '../tasks/entries';
import { cancellable } from '../tasks/cancellable';
import { runTask } from '../tasks/taskProcess';
import { json, processTerminal } from '../report/terminal';
import { checkNoPictures, writePictures } from '../tasks/explanationFiles';
import { copiesWords } from '../../words/copies';
import { decimal, percent, counted } from '../../words/numbers';
import { printable } from '../../words/printable';

export interface ExplainOptions {
  readonly method?: readonly (AttributionMethod | 'all')[];
  readonly split: ExplainChoice['split'];
  readonly mistakes?: number;
  readonly random?: number;
  readonly examples?: readonly number[];
  readonly pictures?: readonly string[];
  readonly of?: string;
  readonly class: string;
  readonly baseline: ExplainChoice['baseline'];
  readonly steps?: number;
  readonly samples?: number;
  readonly patch?: number;
  readonly stride?: number;
  readonly layer?: string;
  readonly engine?: 'auto' | EngineId;
  readonly output?: string;
  readonly project: string;
  readonly json?: boolean;
}

export async function explain(run: string, options: ExplainOptions): Promise<number> {
  const terminal = processTerminal(options);
  const { directory, header, resolved: recorded } = await findRun(run, options.project);
  const resolved = trainedHere(recorded, header.runId, 'there is no network here to explain');
  await checkOutput(options.output);
  const { provider } = await chooseEngine(options.engine ?? resolved.engine, resolved);
  const runner = runnerEntry();
  const task = {
    kind: 'explain',
    engine: provider.id,
    runDirectory: directory,
    ...explainSettings(options),
  } as const;
  const progress = processProgress(terminal);
  progress.onProgress({ detail: `Starting ${provider.title}`, done: 0 });
  const explanations = await cancellable(
    (signal) => runTask(runner, provider, task, signal, progress.onProgress),
    'Stopped.',
  ).finally(() => progress.end());
  const written = options.output === undefined ? [] : await writePictures(options.output, explanations);
  terminal.result(terminal.json ? json(explanations) : describeExplanations(explanations));
  if (written.length > 0) terminal.say(`${counted(written.length, 'file')} in ${options.output}`);
  return 0;
}

/** Before long work. @throws UserError unless new pictures can be alone in the folder */
async function checkOutput(output: string | undefined): Promise<void> {
  const there = output === undefined ? undefined : await stat(output).catch(() => undefined);
  if (there && !there.isDirectory()) throw new UserError(`${output} is a file.`, 'Name a folder with --output.');
  if (output !== undefined) await checkNoPictures(output);
}

export function explainSettings(options: Omit<ExplainOptions, 'project'>): ExplainSettings {
  const { steps, samples, patches } = defaultSettings;
  const { method = defaultSettings.methods, patch = patches.patch } = options;
  return {
    split: options.split,
    faces: faceChoice(options),
    methods: attributionMethods.filter((name) => method.includes(name) || method.includes('all')),
    target: options.class,
    baseline: options.baseline,
    steps: options.steps ?? steps,
    samples: options.samples ?? samples,
    patches: { patch, stride: options.stride ?? Math.max(1, Math.ceil(patch / 2)) },
    ...(options.layer !== undefined && { layer: options.layer }),
  };
}

function faceChoice({ examples, pictures, random, mistakes = 6, of }: Omit<ExplainOptions, 'project'>): FaceChoice {
  if (pictures) return { by: 'pictures', files: pictures.map((file) => path.resolve(file)) };
  if (examples) return { by: 'examples', examples };
  const which = random === undefined ? { by: 'mistakes', count: mistakes } : { by: 'random', count: random };
  return { ...(which as { by: 'mistakes' | 'random'; count: number }), ...(of !== undefined && { of }) };
}

function describeExplanations({ faces, scales, classNames, engine, device }: Explanations): string {
  const methods = attributionMethods.filter((method) => scales[method]);
  const table = new Table({
    head: ['face', 'true', 'predicted', 'explained', 'method', 'sum', 'should be', 'missing'],
    style: { head: [], border: [], compact: true },
    colAligns: ['right', 'left', 'left', 'left', 'left', 'right', 'right', 'right'],
  });
  for (const face of faces) {
    const { trueClass = '', predictedClass, probabilities, explainedClass, attributions } = face;
    const name = face.picture === undefined ? face.example : printable(face.picture);
    const share = percent(probabilities[classNames.indexOf(predictedClass)]!);
    for (const { method, completeness } of attributions) {
      const numbers = completeness
        ? [completeness.sum, completeness.expected, completeness.expected - completeness.sum].map((value) =>
            decimal(value, 3),
          )
        : ['', '', ''];
      table.push([name, trueClass, `${predictedClass} ${share}`, explainedClass, methodTitles[method], ...numbers]);
    }
  }
  const answers = faces.flatMap((face) =>
    face.copies ? [`${printable(faceWords(face))}: ${copiesWords(face.copies, classNames)}`] : [],
  );
  if (answers.length > 0) answers.unshift('With test-time augmentation, as the run was tested:');
  const how = methods.map((method) => `${methodTitles[method]}: ${scales[method]!.how}.`);
  return [table.toString(), ...answers, ...how, `Computed on ${engine}, ${device}.`].join('\n');
}
