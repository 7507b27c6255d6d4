/** Helps users who look for a setting or a scheme called FER+: it is chosen by the label scheme "fer+". */

const ferPlus = /^(use)?fer(plus|\+|2013new)/;

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}

/** How to choose FER+, when a setting is named after it. */
export function ferPlusHint(key: string): string | undefined {
  if (!ferPlus.test(plain(key))) return undefined;
  return 'FER+ is chosen in data by "labels": { "scheme": "fer+", "votes": "fer2013new.csv" }.';
}

/** `ferPlus` means "fer+", if that is allowed. */
export function ferPlusValue(value: string, allowed: readonly string[]): string | undefined {
  return allowed.includes('fer+') && ferPlus.test(plain(value)) ? 'fer+' : undefined;
}
