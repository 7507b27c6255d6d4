/** Groups images that must not be separated: those of one person, and identical ones. */

/** For each image, what it has in common with others. */
type Keys = Readonly<Record<number, number>>;

export interface Together {
  readonly persons: Uint32Array | undefined;
  /** For each image, the first image with the same pixels; absent where identical images may be separated. */
  readonly firstOf: Uint32Array | undefined;
}

/** What keeps images together; undefined when nothing does. */
export function togetherBy({ persons, firstOf }: Together): readonly Keys[] | undefined {
  const keys = [persons, firstOf].filter((each) => each !== undefined);
  return keys.length === 0 ? undefined : keys;
}

/** The images in groups, of which no two have a key in common. In the order of their first images. */
export function unitsOf(images: readonly number[], keys: readonly Keys[]): number[][] {
  const parent = new Map<number, number>();
  const rootOf = (image: number): number => {
    let root = image;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    return root;
  };
  for (const key of keys) {
    const first = new Map<number, number>();
    for (const image of images) {
      const before = first.get(key[image]!);
      if (before === undefined) first.set(key[image]!, image);
      else join(parent, rootOf(before), rootOf(image));
    }
  }
  const units = new Map<number, number[]>();
  for (const image of images) {
    const root = rootOf(image);
    const unit = units.get(root);
    if (unit) unit.push(image);
    else units.set(root, [image]);
  }
  return [...units.values()];
}

function join(parent: Map<number, number>, one: number, other: number): void {
  if (one !== other) parent.set(other, one);
}

/** Gives each unit, in the order in which they are drawn, to the fold with the fewest images. @returns the images of each fold */
export function inFolds(units: readonly (readonly number[])[], folds: number): number[][] {
  const parts = Array.from({ length: folds }, (): number[] => []);
  for (const unit of units) parts.reduce((least, part) => (part.length < least.length ? part : least)).push(...unit);
  return parts;
}

/**
 * The first units, as many as come nearest to the wanted number of faces; but one at least, and not all. Persons have many
 * faces, so a share of faces is seldom met.
 * @param units in the order in which they are drawn
 */
export function nearestShare<Unit>(
  units: readonly Unit[],
  sizeOf: (unit: Unit) => number,
  wanted: number,
): readonly Unit[] {
  let taken = 0;
  let end = 0;
  while (end < units.length - 1) {
    const after = taken + sizeOf(units[end]!);
    if (end > 0 && Math.abs(after - wanted) >= Math.abs(taken - wanted)) break;
    taken = after;
    end++;
  }
  return units.slice(0, end);
}
