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
