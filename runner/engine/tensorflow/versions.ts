/** The TensorFlow.js binding whose native module the engine loads. */
export const bindingVersion = '4.22.0';

/** TensorFlow that the set-up installs from a Python package index. The binding needs its C API only. */
export const tensorFlowVersion = '2.18.1';

/** Builds the binding; pinned, since the one inside npm lies elsewhere on every system. */
export const nodeGypVersion = '11.4.2';

/** Node-API version that the binding is built against: every Node.js that has it loads the same file. */
export const nodeApiVersion = 8;
