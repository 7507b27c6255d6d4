/** FER+ is chosen by its scheme of labels; people look for a setting or a scheme of its own name. */

const ferPlus = /^(use)?fer(plus|\+|2013new)/;

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}

/** How FER+ is asked for, where a setting is called after it. */
export function ferPlusHint(key: string): string | undefined {
  if (!ferPlus.test(plain(key))) return undefined;
  return 'FER+ is asked for in data by "labels": { "scheme": "fer+", "votes": "fer2013new.csv" }.';
}

/** `ferPlus` means "fer+", where that is allowed. */
export function ferPlusValue(value: string, allowed: readonly string[]): string | undefined {
  return allowed.includes('fer+') && ferPlus.test(plain(value)) ? 'fer+' : undefined;
}
