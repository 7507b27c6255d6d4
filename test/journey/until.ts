/** Asks again until there is a value; an error counts as none yet, since pages and files come and go. */
export async function until<T>(what: string, seconds: number, probe: () => Promise<T | undefined | false>): Promise<T> {
  const started = Date.now();
  while (Date.now() - started < seconds * 1000) {
    const value = await probe().catch(() => undefined);
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not happen within ${seconds} s.`);
}
