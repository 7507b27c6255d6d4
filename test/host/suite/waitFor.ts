/**
 * Waits for what really happened instead of for a time: asks again until the condition gives a value.
 * @param what for the message of the error, as in "no … within 10 s"
 */
export async function waitFor<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`no ${what} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
