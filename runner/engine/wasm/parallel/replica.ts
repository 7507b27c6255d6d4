/** Entry of a thread with a copy of the model: does what it is asked for, until the thread is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Tensor } from '@tensorflow/tfjs';
import { UserError } from '../../../../schemas/userError';
import { buildModel } from '../../../models';
import { createOptimizer } from '../../../train/optimizers';
import { restoreTraining } from '../../../train/restore';
import { TrainStep, trainableVariables } from '../../../train/step';
import { startCore } from '../core';
import { weightsChecksum } from './checksum';
import type { Answers, Kind, Questions, ReplicaStart, Reply, Request } from './protocol';
import { SharedMean } from './sharedMean';
import { StepValues } from './stepValues';

type Handlers = { readonly [K in Kind]: (question: Questions[K]) => Answers[K] };

async function start({ plan, copy, copies, buffer }: ReplicaStart): Promise<Handlers> {
  const { engine, context } = await startCore();
  const { tf } = engine;
  const model = buildModel(tf, plan.model, plan.shape);
  const optimizer = createOptimizer(engine, plan.optimizer, trainableVariables(model));
  const step = new TrainStep(engine, model, optimizer, plan.rule);
  const values = new StepValues(context, model);
  const shared = new SharedMean(buffer, copies);
  return {
    compute({ batch, seed }) {
      if (!batch) return undefined;
      const { loss, correct, gradients } = step.compute(batch, seed);
      values.write(gradients, shared.slot(copy));
      const result = { loss: loss.dataSync()[0]!, correct: correct.dataSync()[0]! };
      tf.dispose([loss, correct, gradients]);
      return result;
    },
    average({ shares }) {
      shared.reduce(copy, shares);
    },
    apply({ learningRate }) {
      step.apply(values.read(shared.mean), learningRate);
    },
    restore(state) {
      restoreTraining(tf, model, optimizer, state);
    },
    predict({ images, shape }) {
      return tf.tidy(() => {
        const output = model.predictOnBatch(tf.tensor(images, [...shape])) as Tensor;
        return Float32Array.from(output.dataSync());
      });
    },
    checksum: () => weightsChecksum(context.heap, model),
  };
}

function answer(handlers: Handlers, { kind, question }: Request): Reply {
  try {
    // The kind says what its question is; TypeScript cannot tell the pairs apart.
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
