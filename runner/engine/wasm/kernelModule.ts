/** Loads the compiled kernels. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { assetPath } from './assetPath';

/** Byte address on the heap. */
export type Address = number;

/** Outputs and filter size of a tile along one dimension: the transforms that the kernels are generated for. */
export const winogradSizes = ['2_3', '3_3', '4_3', '6_3', '4_5'] as const;
export type WinogradSize = (typeof winogradSizes)[number];

type FilterTransform = (
  ...args: [filter: Address, channels: number, filters: number, transformed: Address, scratch: Address]
) => void;

type WinogradKernels = Record<
  `filterTransform_${WinogradSize}` | `filterTransformFlipped_${WinogradSize}`,
  FilterTransform
> &
  Record<
    `winograd_${WinogradSize}`,
    (
      ...args: [
        geometry: Address,
        x: Address,
        transformed: Address,
        bias: Address,
        floor: Address,
        y: Address,
        block: number,
        scratch: Address,
      ]
    ) => void
  > &
  Record<
    `winogradFilterGradient_${WinogradSize}`,
    (
      ...args: [
        geometry: Address,
        x: Address,
        dy: Address,
        dFilter: Address,
        block: number,
        sums: Address,
        scratch: Address,
      ]
    ) => void
  >;

/** What the compiled kernels export; they are documented in kernels/. Flags are 0 or 1. */
export interface Kernels extends WinogradKernels {
  matMulScratch(m: number, k: number, n: number): number;
  matMul(
    ...args: [
      a: Address,
      b: Address,
      m: number,
      k: number,
      n: number,
      transposeA: number,
      transposeB: number,
      bias: Address,
      floor: Address,
      out: Address,
      scratch: Address,
    ]
  ): void;
  winogradFilterFloats(frequencies: number, channels: number, filters: number): number;
  winogradScratch(frequencies: number, block: number, channels: number, filters: number): number;
  convolutionScratch(geometry: Address, blockRows: number): number;
  convolve(
    ...args: [
      geometry: Address,
      x: Address,
      filter: Address,
      bias: Address,
      floor: Address,
      y: Address,
      blockRows: number,
      scratch: Address,
    ]
  ): void;
  convolveInputGradient(
    ...args: [geometry: Address, dy: Address, filter: Address, dx: Address, blockRows: number, scratch: Address]
  ): void;
  convolveFilterGradient(
    ...args: [geometry: Address, x: Address, dy: Address, dFilter: Address, blockRows: number, scratch: Address]
  ): void;
  depthwise(geometry: Address, x: Address, filter: Address, y: Address): void;
  depthwiseInputGradient(geometry: Address, dy: Address, filter: Address, dx: Address): void;
  depthwiseFilterGradient(geometry: Address, x: Address, dy: Address, dFilter: Address, scratch: Address): void;
  batchNormForward(
    ...args: [
      x: Address,
      rows: number,
      channels: number,
      gamma: Address,
      beta: Address,
      epsilon: number,
      y: Address,
      mean: Address,
      variance: Address,
      inverse: Address,
      scratch: Address,
    ]
  ): void;
  batchNormGradient(
    ...args: [
      dy: Address,
      x: Address,
      rows: number,
      channels: number,
      gamma: Address,
      mean: Address,
      inverse: Address,
      dx: Address,
      dGamma: Address,
      dBeta: Address,
      scratch: Address,
    ]
  ): void;
  batchNormFixed(
    ...args: [
      x: Address,
      rows: number,
      channels: number,
      gamma: Address,
      beta: Address,
      mean: Address,
      variance: Address,
      epsilon: number,
      y: Address,
      scratch: Address,
    ]
  ): void;
  batchNormFixedGradient(
    ...args: [
      dy: Address,
      rows: number,
      channels: number,
      gamma: Address,
      variance: Address,
      epsilon: number,
      dx: Address,
      scratch: Address,
    ]
  ): void;
  sumRows(x: Address, rows: number, channels: number, out: Address, scratch: Address): void;
  scaleChannels(
    ...args: [x: Address, images: number, pixels: number, channels: number, factor: Address, y: Address]
  ): void;
  channelProducts(
    ...args: [x: Address, y: Address, images: number, pixels: number, channels: number, out: Address, scratch: Address]
  ): void;
  channelMeans(
    ...args: [x: Address, images: number, pixels: number, channels: number, out: Address, scratch: Address]
  ): void;
  channelMeansGradient(...args: [dy: Address, images: number, pixels: number, channels: number, dx: Address]): void;
  maxPool(geometry: Address, x: Address, y: Address): void;
  maxPoolGradient(geometry: Address, dy: Address, x: Address, dx: Address, scratch: Address): void;
  averagePool(geometry: Address, x: Address, y: Address): void;
  averagePoolGradient(geometry: Address, dy: Address, dx: Address): void;
  reluGradient(dy: Address, y: Address, length: number, dx: Address): void;
  relu6(x: Address, length: number, y: Address): void;
  relu6Gradient(dy: Address, y: Address, length: number, dx: Address): void;
  reluBiasGradient(
    ...args: [dy: Address, y: Address, rows: number, channels: number, dz: Address, dBias: Address, scratch: Address]
  ): void;
  dropout(x: Address, length: number, seed: number, threshold: number, scale: number, y: Address): void;
  sumOfSquares(x: Address, length: number): number;
  scale(x: Address, length: number, factor: number, y: Address): void;
  adam(
    ...args: [
      weight: Address,
      first: Address,
      second: Address,
      gradient: Address,
      length: number,
      alpha: number,
      beta1: number,
      beta2: number,
      epsilon: number,
      decay: number,
      newWeight: Address,
      newFirst: Address,
      newSecond: Address,
    ]
  ): void;
  rmsprop(
    ...args: [
      weight: Address,
      square: Address,
      velocity: Address,
      gradient: Address,
      length: number,
      rate: number,
      rho: number,
      mu: number,
      epsilon: number,
      newWeight: Address,
      newSquare: Address,
      newVelocity: Address,
    ]
  ): void;
  momentum(
    ...args: [
      weight: Address,
      velocity: Address,
      gradient: Address,
      length: number,
      rate: number,
      mu: number,
      nesterov: number,
      newWeight: Address,
      newVelocity: Address,
    ]
  ): void;
}

export type KernelFeature = 'relaxed-simd' | 'simd';

/**
 * The best variant that this runtime compiles: relaxed SIMD brings fused multiply-add. Node 20 has it behind a flag,
 * later ones by default.
 */
function compile(feature?: KernelFeature): { module: WebAssembly.Module; feature: KernelFeature } {
  if (feature !== 'simd') {
    const bytes = readFileSync(assetPath('kernels-relaxed.wasm'));
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    if (WebAssembly.validate(bytes)) return { module: new WebAssembly.Module(bytes), feature: 'relaxed-simd' };
  }
  return { module: new WebAssembly.Module(readFileSync(assetPath('kernels-simd.wasm'))), feature: 'simd' };
}

/**
 * Instantiates the kernels on the heap of TensorFlow.js. They own no memory: all addresses come from the caller.
 * @param feature forces one variant
 */
export function loadKernels(
  memory: WebAssembly.Memory,
  feature?: KernelFeature,
): { kernels: Kernels; feature: KernelFeature } {
  const compiled = compile(feature);
  const instance = new WebAssembly.Instance(compiled.module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, feature: compiled.feature };
}
