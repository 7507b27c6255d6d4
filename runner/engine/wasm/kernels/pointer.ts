/**
 * The address of a float32 on the heap of TensorFlow.js. Never instantiated: the reference is the address itself, so
 * exported functions take plain numbers and the module owns no memory. Indices count floats, not bytes.
 */
@unmanaged @final
export class Ptr {
  /** Address of element i. */
  @inline at(i: u32): Ptr { return changetype<Ptr>(changetype<usize>(this) + ((<usize>i) << 2)); }
  @inline get(i: u32): f32 { return load<f32>(changetype<usize>(this) + ((<usize>i) << 2)); }
  @inline set(i: u32, x: f32): void { store<f32>(changetype<usize>(this) + ((<usize>i) << 2), x); }
  /** Elements i … i + 3. */
  @inline vec(i: u32): v128 { return v128.load(changetype<usize>(this) + ((<usize>i) << 2)); }
  @inline setVec(i: u32, x: v128): void { v128.store(changetype<usize>(this) + ((<usize>i) << 2), x); }
  /** Element i in all four lanes. */
  @inline splat(i: u32): v128 { return v128.load32_splat(changetype<usize>(this) + ((<usize>i) << 2)); }
  /** False for an operand that was left out (address 0). */
  @inline get given(): bool { return changetype<usize>(this) != 0; }
}

@inline export function clear(p: Ptr, length: u32): void { memory.fill(changetype<usize>(p), 0, (<usize>length) << 2); }

@inline export function copy(to: Ptr, from: Ptr, length: u32): void {
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) to.setVec(i, from.vec(i));
  for (; i < length; i++) to.set(i, from.get(i));
}
