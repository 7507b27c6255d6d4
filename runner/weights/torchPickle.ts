/**
 * Reads the pickles of a PyTorch state dict. A pickle is a program for a machine with a stack: of its instructions only those
 * that build names, numbers and tensors are known here, and of the functions that it may name only two. Nothing is executed,
 * and how much is built is bounded, whatever the file says.
 */
import { printable } from '../../words/printable';

/** A class or function, by its module and name. */
class Named {
  constructor(readonly name: string) {}
}

/** Values of one type that tensors are views of. */
export class TorchStorage {
  constructor(
    /** `FloatStorage` */
    readonly type: string,
    readonly key: string,
    /** Values. */
    readonly size: number,
  ) {}
}

export class TorchTensor {
  constructor(
    readonly storage: TorchStorage,
    /** Of the first value in the storage, in values. */
    readonly offset: number,
    readonly shape: readonly number[],
    /** From one value to the next along each dimension, in values; not always those of rows one after another. */
    readonly strides: readonly number[],
  ) {}
}

type Value = string | number | boolean | null | Value[] | Map<Value, Value> | Named | TorchStorage | TorchTensor;

/** What is no such pickle; `message` goes on after the name of the file: `ends too early`. */
export class NoTorchPickle extends Error {}

/** Most instructions of a file. That of EfficientNet-Lite0 has some 11,000. */
const mostInstructions = 200_000;
const mostDimensions = 8;
const longestName = 200;

const dictionary = 'collections.OrderedDict';
const rebuild = 'torch._utils._rebuild_tensor_v2';

const isCount = (value: Value | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const areCounts = (value: Value | undefined): value is number[] => Array.isArray(value) && value.every(isCount);

/** One pickle after another of a file, and by `take` what follows them. */
export class TorchPickles {
  private at = 0;
  private instructions = 0;
  private stack: Value[] = [];
  private marks: number[] = [];
  private memo = new Map<number, Value>();

  constructor(private readonly bytes: Buffer) {}

  /** @throws NoTorchPickle */
  next(): unknown {
    [this.stack, this.marks, this.memo] = [[], [], new Map()];
    for (;;) {
      const code = this.byte();
      if (++this.instructions > mostInstructions) throw new NoTorchPickle('builds more than any network has');
      if (code === stop) return this.pop();
      const run = instructions.get(code);
      if (!run) throw new NoTorchPickle(`has the instruction ${code}, which no tensor needs`);
      run(this);
    }
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw new NoTorchPickle('ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  line(): string {
    const end = this.bytes.subarray(this.at, this.at + longestName).indexOf('\n');
    if (end < 0) throw new NoTorchPickle('has a name without an end');
    const text = this.take(end).toString('latin1');
    this.take(1);
    return text;
  }

  push(value: Value): void {
    this.stack.push(value);
  }

  /** Not below the last mark. */
  pop(): Value {
    const value = this.stack.length > (this.marks.at(-1) ?? 0) ? this.stack.pop() : undefined;
    if (value === undefined) throw new NoTorchPickle('takes more than it has given');
    return value;
  }

  /** The last values, in their order. */
  last(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  sinceMark(): Value[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new NoTorchPickle('takes more than it has given');
    return this.stack.splice(mark);
  }

  append(items: readonly Value[]): void {
    const list = this.stack.at(-1);
    if (!Array.isArray(list)) throw new NoTorchPickle('appends to what is no list');
    for (const item of items) list.push(item);
  }

  fill(pairs: readonly Value[]): void {
    const map = this.stack.at(-1);
    if (!(map instanceof Map) || pairs.length % 2 > 0) throw new NoTorchPickle('fills what is no dictionary');
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
  }

  remember(index: number): void {
    const value = this.stack.at(-1);
    if (value === undefined) throw new NoTorchPickle('remembers what is not there');
    this.memo.set(index, value);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new NoTorchPickle('recalls what it never remembered');
    this.push(value);
  }
}

const stop = 0x2e;

/** By their codes, with their names in Python's pickletools. */
const instructions: ReadonlyMap<number, (pickle: TorchPickles) => void> = new Map([
  [0x80, (p) => void p.byte()], // PROTO
  [0x28, (p) => p.mark()], // MARK
  [0x4e, (p) => p.push(null)], // NONE
  [0x88, (p) => p.push(true)], // NEWTRUE
  [0x89, (p) => p.push(false)], // NEWFALSE
  [0x4a, (p) => p.push(p.take(4).readInt32LE())], // BININT
  [0x4b, (p) => p.push(p.byte())], // BININT1
  [0x4d, (p) => p.push(p.take(2).readUInt16LE())], // BININT2
  [0x58, (p) => p.push(p.take(p.take(4).readUInt32LE()).toString('utf8'))], // BINUNICODE
  [0x7d, (p) => p.push(new Map())], // EMPTY_DICT
  [0x5d, (p) => p.push([])], // EMPTY_LIST
  [0x29, (p) => p.push([])], // EMPTY_TUPLE
  [0x74, (p) => p.push(p.sinceMark())], // TUPLE
  [0x85, (p) => p.push(p.last(1))], // TUPLE1
  [0x86, (p) => p.push(p.last(2))], // TUPLE2
  [0x87, (p) => p.push(p.last(3))], // TUPLE3
  [0x65, (p) => p.append(p.sinceMark())], // APPENDS
  [0x73, (p) => p.fill(p.last(2))], // SETITEM
  [0x75, (p) => p.fill(p.sinceMark())], // SETITEMS
  [0x63, (p) => p.push(new Named(`${p.line()}.${p.line()}`))], // GLOBAL
  [0x52, (p) => p.push(build(p.last(2)))], // REDUCE
  [0x62, (p) => void p.pop()], // BUILD: attributes of the dictionary, on which no weight depends
  [0x51, (p) => p.push(storageOf(p.pop()))], // BINPERSID
  [0x71, (p) => p.remember(p.byte())], // BINPUT
  [0x72, (p) => p.remember(p.take(4).readUInt32LE())], // LONG_BINPUT
  [0x68, (p) => p.recall(p.byte())], // BINGET
  [0x6a, (p) => p.recall(p.take(4).readUInt32LE())], // LONG_BINGET
]);

/** What a pickle would call a function for. */
function build([made, given]: readonly Value[]): Value {
  if (!(made instanceof Named)) throw new NoTorchPickle('calls what is no function');
  if (made.name === dictionary) return new Map();
  if (made.name !== rebuild) throw new NoTorchPickle(`names ${printable(made.name)}, which no tensor needs`);
  const [storage, offset, shape, strides] = Array.isArray(given) ? given : [];
  if (!(storage instanceof TorchStorage) || !isCount(offset) || !areCounts(shape) || !areCounts(strides)) {
    throw new NoTorchPickle('has a tensor without storage, shape or strides');
  }
  if (shape.length !== strides.length || shape.length > mostDimensions) {
    throw new NoTorchPickle('has a tensor with strides of another shape');
  }
  return new TorchTensor(storage, offset, shape, strides);
}

/** `('storage', torch.FloatStorage, key, device, size, None)` */
function storageOf(given: Value): TorchStorage {
  const [word, type, key, , size] = Array.isArray(given) ? given : [];
  const name = type instanceof Named ? /^torch\.(\w+Storage)$/.exec(type.name)?.[1] : undefined;
  if (word !== 'storage' || name === undefined || typeof key !== 'string' || !isCount(size)) {
    throw new NoTorchPickle('refers to what is no storage of numbers');
  }
  return new TorchStorage(name, key, size);
}
