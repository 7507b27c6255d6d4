/** Gives things of one name what tells them apart. */

/**
 * A name for each thing: its own, and behind it in brackets what tells it from the others of that name, no more than is
 * needed: `flip (epsilon 0.2)`.
 * @param apart for things of one name, words for each of them in each way to tell them apart, the clearest way first; an empty
 * text says nothing
 */
export function distinctNames<T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  apart: (alike: readonly T[]) => Iterable<readonly string[]>,
): Map<T, string> {
  const byName = new Map<string, T[]>();
  for (const thing of things) {
    const name = nameOf(thing);
    const alike = byName.get(name);
    if (alike) alike.push(thing);
    else byName.set(name, [thing]);
  }
  const names = new Map<T, string>();
  for (const [name, alike] of byName) {
    const words = alike.length === 1 ? [''] : fewestWords(alike.length, apart(alike));
    for (const [index, thing] of alike.entries())
      names.set(thing, words[index] === '' ? name : `${name} (${words[index]!})`);
  }
  return names;
}

/** Takes each way that tells things apart that the ways before it do not. */
function fewestWords(things: number, ways: Iterable<readonly string[]>): string[] {
  let words = new Array<string>(things).fill('');
  let known = 1;
  for (const way of ways) {
    const more = words.map((before, index) => [before, way[index]!].filter((part) => part !== '').join(', '));
    const distinct = new Set(more).size;
    if (distinct <= known) continue;
    [words, known] = [more, distinct];
    if (known === things) break;
  }
  return words;
}
