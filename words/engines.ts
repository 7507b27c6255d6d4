/** Says when `auto` takes an engine. */

export interface AutomaticUse {
  /** Whether `auto` takes it where no engine was measured faster. */
  readonly auto: boolean;
  /** Networks and batch sizes that it was measured fastest with. */
  readonly fastestFor: readonly string[];
}

/** `, used by "auto"`, to follow what an engine is; empty where it is never taken. */
export function automaticWords({ auto, fastestFor }: AutomaticUse): string {
  if (auto) return ', used by "auto"';
  return fastestFor.length > 0 ? `, used by "auto" for ${fastestFor.join(', ')}: measured faster` : '';
}
