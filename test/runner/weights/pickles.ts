/** Writes files as PyTorch before version 1.6 saved them, and such that nobody should save. */

const u8 = (value: number) => Buffer.from([value]);
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function i64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

/** Instructions, by their names in Python's pickletools. */
export const code = {
  proto: Buffer.from([0x80, 2]),
  stop: Buffer.from('.'),
  mark: Buffer.from('('),
  emptyDict: Buffer.from('}'),
  emptyList: Buffer.from(']'),
  setItems: Buffer.from('u'),
  setItem: Buffer.from('s'),
  appends: Buffer.from('e'),
  reduce: Buffer.from('R'),
  build: Buffer.from('b'),
  tuple1: Buffer.from([0x85]),
  pop: Buffer.from('0'),
  true: Buffer.from([0x88]),
  none: Buffer.from('N'),
  false: Buffer.from([0x89]),
  persistentId: Buffer.from('Q'),
  int: (value: number) => Buffer.concat([Buffer.from('J'), u32(value >>> 0)]),
  text: (value: string) => Buffer.concat([Buffer.from('X'), u32(Buffer.byteLength(value)), Buffer.from(value)]),
  /** Up to 255 bytes, little endian. */
  long: (bytes: Buffer) => Buffer.concat([Buffer.from([0x8a]), u8(bytes.length), bytes]),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  tuple: (...items: Buffer[]) => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]),
  put: (index: number) => Buffer.concat([Buffer.from('r'), u32(index)]),
  get: (index: number) => Buffer.concat([Buffer.from('j'), u32(index)]),
};

const pickle = (...parts: Buffer[]) => Buffer.concat([code.proto, ...parts, code.stop]);

export interface SomeTensor {
  /** Of the storage. */
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset?: number;
  /** `FloatStorage` */
  readonly type?: string;
  /** How many values the pickle says that there are. */
  readonly size?: number;
}

const ints = (values: readonly number[]) => code.tuple(...values.map(code.int));

/** The instructions that build a tensor. */
export function tensor(key: string, { values, shape, strides, offset = 0, type = 'FloatStorage', size }: SomeTensor) {
  const storage = code.tuple(
    code.text('storage'),
    code.global('torch', type),
    code.text(key),
    code.text('cpu'),
    code.int(size ?? values.length),
    code.none,
  );
  return Buffer.concat([
    code.global('torch._utils', '_rebuild_tensor_v2'),
    code.tuple(
      Buffer.concat([storage, code.persistentId]),
      code.int(offset),
      ints(shape),
      ints(strides),
      code.false,
      code.tuple(),
    ),
    code.reduce,
  ]);
}

export const magic = code.long(Buffer.from('6cfc9c46f9206aa85019', 'hex'));

function storageBytes({ values, type = 'FloatStorage' }: SomeTensor): Buffer {
  const bytes = type === 'LongStorage' ? values.map(i64) : [Buffer.from(Float32Array.from(values).buffer)];
  return Buffer.concat([i64(values.length), ...bytes]);
}

/** A whole file. @param state the instructions that build the dictionary @param keys of the storages that follow */
export function torchFile(state: readonly Buffer[], keys: readonly string[], storages: readonly Buffer[]): Buffer {
  return Buffer.concat([
    pickle(magic),
    pickle(code.int(1001)),
    pickle(code.emptyDict, code.text('little_endian'), code.true, code.setItem),
    pickle(...state),
    pickle(code.emptyList, code.mark, ...keys.map(code.text), code.appends),
    ...storages,
  ]);
}

/** A state dict, as `torch.save` writes it. */
export function stateDict(tensors: Readonly<Record<string, SomeTensor>>): Buffer {
  const entries = Object.entries(tensors);
  const items = entries.flatMap(([name, given]) => [code.text(name), tensor(name, given)]);
  const dictionary = [code.global('collections', 'OrderedDict'), code.tuple(), code.reduce];
  const state = [...dictionary, code.mark, ...items, code.setItems, code.emptyDict, code.build];
  return torchFile(
    state,
    entries.map(([name]) => name),
    entries.map(([, given]) => storageBytes(given)),
  );
}
