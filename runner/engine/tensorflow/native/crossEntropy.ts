/** TensorFlow's softmax cross-entropy: the loss of every example and its gradient in one operation. */
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { composedCrossEntropy } from '../../composedCrossEntropy';
import type { CrossEntropy } from '../../contract';
import type { NativeBackend } from './backend';

export function nativeCrossEntropy(native: NativeBackend): CrossEntropy {
  const { tf } = native;
  const composed = composedCrossEntropy(tf);
  return (logits, targets, weights) => {
    if (!native.isActive) return composed(logits, targets, weights);
    const type = [native.type('T', 'float32')];
    const [losses, slopes] = native.runMany('SoftmaxCrossEntropyWithLogits', type, [logits, targets], 2);
    const share = tf.div(weights, logits.shape[0]);
    return {
      value: tf.dot(losses as Tensor1D, share as Tensor1D) as Scalar,
      slope: tf.mul(slopes!, tf.reshape(share, [-1, 1])) as Tensor2D,
    };
  };
}
