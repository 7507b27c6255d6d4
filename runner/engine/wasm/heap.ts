/** Memory of the embedded engine. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { UserError } from '../../../schemas/userError';
import type { Address } from './kernelModule';

/** Emscripten's exports, which the backend's types describe only in part. */
interface EmscriptenModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** A block of our own on the heap; address 0 before it is allocated. */
interface Block {
  address: Address;
  bytes: number;
}

/** Bytes of a line of the cache. */
const cacheLine = 64;
/** Bytes that 32 bits can address. */
const addressable = 2 ** 32 - 1;

/** The backend's heap: addresses of tensors, memory for results and for scratch. */
export class Heap {
  private readonly module: EmscriptenModule;
  private readonly scratchBlock: Block = { address: 0, bytes: 0 };
  private readonly zeroBlock: Block = { address: 0, bytes: 0 };

  constructor(private readonly backend: BackendWasm) {
    this.module = backend.wasm as unknown as EmscriptenModule;
  }

  get memory(): WebAssembly.Memory {
    return this.module.asm.memory;
  }

  /** Whether a backend, whatever its name, is the one of this heap. */
  owns(backend: object): boolean {
    return backend === this.backend;
  }

  address(tensor: TensorInfo): Address {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  }

  /** A new float32 tensor; its values are whatever was there. */
  output(shape: readonly number[]): TensorInfo {
    return this.make(shape, 'float32', Float32Array.BYTES_PER_ELEMENT);
  }

  /** A new bool tensor; its values are whatever was there. */
  truths(shape: readonly number[]): TensorInfo {
    return this.make(shape, 'bool', Uint8Array.BYTES_PER_ELEMENT);
  }

  private make(shape: readonly number[], dtype: 'float32' | 'bool', bytesPerValue: number): TensorInfo {
    const bytes = shape.reduce((product, length) => product * length, bytesPerValue);
    if (bytes > addressable) throw outOfMemory();
    const tensor = this.backend.makeOutput([...shape], dtype);
    if (!this.holds(this.address(tensor), bytes)) {
      // Forgotten, not freed: freeing memory that does not exist would damage the heap.
      this.backend.dataIdMap.delete(tensor.dataId);
      throw outOfMemory();
    }
    return tensor;
  }

  /** The same values as another tensor, without a copy. */
  share(tensor: TensorInfo): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
  }

  /** A view of a float32 tensor's values; stale once anything is allocated. */
  values(tensor: TensorInfo): Float32Array {
    return this.backend.typedArrayFromHeap(tensor) as Float32Array;
  }

  /** As `values`, of an int32 tensor. */
  integers(tensor: TensorInfo): Int32Array {
    return this.backend.typedArrayFromHeap(tensor) as Int32Array;
  }

  /** As `values`, of a bool tensor. */
  bytes(tensor: TensorInfo): Uint8Array {
    return this.backend.typedArrayFromHeap(tensor) as Uint8Array;
  }

  /** Writes integers for a kernel to read. */
  writeIntegers(address: Address, values: readonly number[]): void {
    new Int32Array(this.memory.buffer, address, values.length).set(values);
  }

  allocate(bytes: number): Address {
    const address = bytes > addressable ? 0 : this.module._malloc(bytes) >>> 0;
    if (!this.holds(address, bytes)) throw outOfMemory();
    return address;
  }

  free(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }

  /** One block that all kernels share and that only grows, at the start of a line of the cache. Valid until the next call. */
  scratch(floats: number): Address {
    this.grow(this.scratchBlock, floats);
    return Math.ceil(this.scratchBlock.address / cacheLine) * cacheLine;
  }

  /** At least this many zeros, which are never overwritten: the lower bound for relu. Valid until the next call. */
  zeros(floats: number): Address {
    const block = this.zeroBlock;
    if (this.grow(block, floats)) new Uint8Array(this.memory.buffer, block.address, block.bytes).fill(0);
    return block.address;
  }

  /** @returns whether the block was replaced */
  private grow(block: Block, floats: number): boolean {
    const bytes = floats * Float32Array.BYTES_PER_ELEMENT + cacheLine;
    if (bytes <= block.bytes) return false;
    this.release(block);
    block.address = this.allocate(bytes);
    block.bytes = bytes;
    return true;
  }

  /** Near its limit, the backend's allocator returns address 0 or a block that ends outside the memory. */
  private holds(address: Address, bytes: number): boolean {
    return bytes === 0 || (address !== 0 && address + bytes <= this.memory.buffer.byteLength);
  }

  releaseScratch(): void {
    this.release(this.scratchBlock);
    this.release(this.zeroBlock);
  }

  private release(block: Block): void {
    if (block.address !== 0) this.module._free(block.address);
    block.address = 0;
    block.bytes = 0;
  }
}

function outOfMemory(): UserError {
  return new UserError(
    'The embedded engine ran out of memory: it can address 4 GB.',
    'Take a smaller training.batchSize, or the TensorFlow engine.',
    1,
  );
}
