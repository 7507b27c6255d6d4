/** The versions that the TensorFlow engine is built from. */
/** The TensorFlow.js binding whose native module the engine loads. */
export const bindingVersion = '4.22.0';

/** TensorFlow that the set-up installs from a Python package index. The binding only needs its C API. */
export const tensorFlowVersion = '2.18.1';

/** Builds the binding; pinned, because npm's own node-gyp is in a different place on every system. */
export const nodeGypVersion = '11.4.2';

/** Node-API version that the binding is built against: every Node.js that has it loads the same file. */
export const nodeApiVersion = 8;
