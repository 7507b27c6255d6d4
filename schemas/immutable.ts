/** A value of a generated type that nobody changes: its fields, and those of everything in it, can only be read. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
