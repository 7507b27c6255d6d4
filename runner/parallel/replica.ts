/** Entry point of a thread with a replica of the model: answers requests until the thread is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Tensor } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import { buildModel } from '../models';
import { ImportanceUnit } from '../train/importanceUnit';
import { createOptimizer, type Optimizer } from '../train/optimizers';
import { SplitModel } from '../train/splitModel';
import { restoreTraining } from '../train/restore';
import { TrainStep, trainableVariables } from '../train/step';
import { stepTechniques } from '../train/stepTechniques';
import { writeWeights } from '../train/tensorStore';
import { setTrained } from '../train/trainable';
import { Teacher } from '../weights/teacher';
import { startCore } from '../engine/wasm/core';
import { weightsChecksum } from './checksum';
import type { Answers, Kind, Questions, ReplicaStart, Reply, Request } from './protocol';
import { SharedMean } from './sharedMean';
import { StepValues } from './stepValues';

type Handlers = { readonly [K in Kind]: (question: Questions[K]) => Answers[K] };

/** What a replica needs for training steps. */
interface Sharing {
  readonly optimizer: Optimizer;
  readonly step: TrainStep;
  readonly values: StepValues;
  readonly shared: SharedMean;
  readonly unit: ImportanceUnit | undefined;
}

async function start({ plan, copy, copies }: ReplicaStart): Promise<Handlers> {
  const { engine, context } = await startCore();
  const { tf } = engine;
  const model = buildModel(tf, plan.model, plan.shape);
  const teacher = plan.teacher === undefined ? undefined : await Teacher.load(engine, plan.teacher, plan.shape);
  const techniques = stepTechniques(engine, plan, teacher);
  let sharing: Sharing | undefined;
  return {
    share({ trained, settings, buffer }) {
      sharing?.optimizer.dispose();
      sharing?.unit?.dispose();
      setTrained(model, trained);
      const unit = techniques.weighing && new ImportanceUnit(tf, model, plan.shape.seed);
      const beside = unit?.variables ?? [];
      const optimizer = createOptimizer(engine, plan.optimizer, [...trainableVariables(model), ...beside]);
      sharing = {
        optimizer,
        step: new TrainStep(engine, model, optimizer, plan.rule, settings, techniques, unit),
        values: new StepValues(context, model, beside),
        shared: new SharedMean(buffer, copies),
        unit,
      };
    },
    compute({ batch, seed }) {
      if (!batch) return undefined;
      const { step, values, shared } = sharing!;
      const { loss, correct, gradients, labels } = step.compute(batch, seed);
      values.write(gradients, shared.slot(copy));
      const result = { loss: loss.dataSync()[0]!, correct: correct.dataSync()[0]!, labels };
      tf.dispose([loss, correct, gradients]);
      return result;
    },
    average({ shares }) {
      sharing!.shared.reduce(copy, shares);
    },
    apply({ learningRate }) {
      const { step, values, shared } = sharing!;
      step.apply(values.read(shared.mean), learningRate);
    },
    restore(state) {
      if (sharing) restoreTraining(tf, model, sharing.optimizer, state, sharing.unit);
      else writeWeights(tf, model, state.weights);
    },
    predict({ images, shape }) {
      return tf.tidy(() => {
        const output = model.predictOnBatch(tf.tensor(images, [...shape])) as Tensor;
        return Float32Array.from(output.dataSync());
      });
    },
    features({ trained, images, shape }) {
      setTrained(model, trained);
      const split = new SplitModel(engine, model);
      return tf.tidy(() => Float32Array.from(split.features(tf.tensor(images, [...shape])).dataSync()));
    },
    checksum: () => weightsChecksum(context.heap, model, sharing?.unit?.variables),
  };
}

function answer(handlers: Handlers, { kind, question }: Request): Reply {
  try {
    // The kind determines the question; TypeScript cannot check that they match.
    const handler = handlers[kind] as (question: Questions[Kind]) => Answers[Kind];
    return { type: 'answer', answer: handler(question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'failure', message, remedy: error instanceof UserError ? error.remedy : undefined };
  }
}

async function main(): Promise<void> {
  const post = (reply: Reply) => parentPort!.postMessage(reply);
  const handlers = await start(workerData as ReplicaStart);
  parentPort!.on('message', (request: Request) => post(answer(handlers, request)));
  post({ type: 'started' });
}

void main();
