/** A trained network that another one learns from. */
import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { Batch, Engine, ModelShape, PreparedModel } from '../engine/contract';
import { loadTrainedModel } from './trainedModel';

const remedy = 'Name another teacher in techniques.distillation.from, or train this one again.';

/** Answers with moving averages and without dropout, as in evaluation; its weights never change. */
export class Teacher {
  private readonly logits: LayersModel;
  private readonly prepared: PreparedModel | undefined;

  private constructor(
    private readonly engine: Pick<Engine, 'tf' | 'prepareModel'>,
    private readonly model: LayersModel,
    private readonly shape: ModelShape,
  ) {
    // The last layer makes probabilities of them. Shares the layers.
    const output = model.layers.at(-2)!.output as SymbolicTensor;
    this.logits = engine.tf.model({ name: 'teacher', inputs: model.inputs, outputs: output });
    this.prepared = engine.prepareModel?.(this.logits);
  }

  /**
   * @param file absolute path of its model.json
   * @param shape what it must read and answer
   * @throws UserError if it cannot be loaded, reads other images or answers with another number of classes
   */
  static async load(engine: Pick<Engine, 'tf' | 'prepareModel'>, file: string, shape: ModelShape): Promise<Teacher> {
    const model = await loadTrainedModel(engine.tf, file, remedy);
    const reads = model.inputs[0]!.shape.slice(1);
    const classes = model.outputs[0]!.shape.at(-1);
    if (reads.join() !== shape.inputShape.join() || classes !== shape.classes) {
      model.dispose();
      throw new UserError(
        `The teacher ${file} reads images of ${reads.join('×')} and answers with ${classes ?? 'no'} classes; expected ` +
          `${shape.inputShape.join('×')} and ${shape.classes}.`,
        remedy,
      );
    }
    return new Teacher(engine, model, shape);
  }

  /** Logits `[count, classes]` for the images of a batch; the caller disposes. */
  answer({ count, images }: Batch): Tensor2D {
    const { tf } = this.engine;
    return tf.tidy(() => {
      const faces = tf.tensor(images, [count, ...this.shape.inputShape]);
      return (this.prepared?.predict(faces) ?? (this.logits.predictOnBatch(faces) as Tensor)) as Tensor2D;
    });
  }

  dispose(): void {
    this.prepared?.dispose();
    this.model.dispose();
  }
}
