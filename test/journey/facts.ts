import type { Frame } from 'playwright-core';

/** Text of a fact in the header of the run panel, for example the one named Epoch. */
export async function fact(frame: Frame, name: string): Promise<string | undefined> {
  const facts = await frame.$$eval('.facts > div', (elements) =>
    elements.map((element) => [
      element.querySelector('dt')?.textContent ?? '',
      element.querySelector('dd')?.textContent ?? '',
    ]),
  );
  return facts.find(([title]) => title === name)?.[1]?.trim();
}

/** The number before the slash of `3 / 30`; 0 where there is none. */
export const epochOf = (text: string | undefined): number => Number(/^(\d+)/.exec(text ?? '')?.[1] ?? 0);
