/**
 * A name or text of someone else's, for a message: bytes that would move the cursor or change what a terminal shows are
 * written as escapes, and what is long is cut.
 */
export function printable(text: string, most = 200): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  // Control characters (C0, C1, DEL), marks that turn the direction of writing, and line separators.
  return cut.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
