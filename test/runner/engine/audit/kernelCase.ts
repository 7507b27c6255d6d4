/** A call of a kernel, as the audit makes it. */

/** `float32[2,3]`, with values that suit the kernel. */
export interface Argument {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /**
   * `any`: both signs, zeros, ties and large values. `small`: −2 to 2 without zeros. `positive`: 0.1 to 4. `index`: whole
   * numbers from 0 to 4.
   */
  readonly values: 'any' | 'small' | 'positive' | 'index';
}

export interface KernelCase {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Argument>> | readonly Argument[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

export const float = (shape: readonly number[], values: Argument['values'] = 'any'): Argument => ({
  dtype: 'float32',
  shape,
  values,
});
export const int = (shape: readonly number[]): Argument => ({ dtype: 'int32', shape, values: 'index' });
export const bool = (shape: readonly number[]): Argument => ({ dtype: 'bool', shape, values: 'index' });
