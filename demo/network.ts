/** Runs the network of the page, by TensorFlow.js and its WebAssembly backend. */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { io, ready, setBackend, type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { type DemoFacts, demoParts } from '../schemas/demo';
import { base64Of } from './parts';

/**
 * The probabilities of the classes.
 * @param face `size · size` grey values from 0 to 255, row by row, equalised as the network expects
 */
export type Predict = (face: Uint8Array) => Promise<readonly number[]>;

/** @throws Error where the browser lacks WebAssembly with SIMD, or the page was damaged */
export async function loadNetwork({ topology, weights, size }: DemoFacts): Promise<Predict> {
  const engine = `data:application/wasm;base64,${base64Of(demoParts.engine)}`;
  setThreadsCount(1);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': engine,
    'tfjs-backend-wasm-simd.wasm': engine,
    'tfjs-backend-wasm-threaded-simd.wasm': engine,
  });
  if (!(await setBackend('wasm'))) throw new Error('this browser does not run WebAssembly with SIMD');
  await ready();
  // A browser decodes base64 fastest where it reads an address.
  const values = await fetch(`data:application/octet-stream;base64,${base64Of(demoParts.weights)}`);
  const weightData = await values.arrayBuffer();
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology: topology, weightSpecs: [...weights], weightData }),
  );
  return async (face) => {
    const answer = tidy(() => {
      const grey = Float32Array.from(face, (value) => value / 255);
      return model.predict(tensor4d(grey, [1, size, size, 1])) as Tensor;
    });
    const probabilities = await answer.data();
    answer.dispose();
    return [...probabilities];
  };
}
