'use strict';
// A runtime without relaxed SIMD: preload it, and modules that need it do not validate.
const { validate } = WebAssembly;
const isKernelModule = (bytes) => bytes.byteLength > 20_000;
WebAssembly.validate = (bytes) => !isKernelModule(bytes) && validate(bytes);
