/** The bytes of an ONNX file. A module of its own, which loads the library of Protocol Buffers. */
import { Root } from 'protobufjs/light.js';
import { type OnnxModel, onnxMessages } from './messages';

export function encodeModel(model: OnnxModel): Uint8Array {
  const type = Root.fromJSON(onnxMessages).lookupType('ModelProto');
  const message = { ...model };
  const wrong = type.verify(message);
  if (wrong !== null) throw new Error(`The ONNX model is not as its format has it: ${wrong}`);
  return type.encode(message).finish();
}
