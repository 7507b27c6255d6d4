/** What `data.layout` means. */
import type { DataConfig, DataLayout } from '../schemas/generated/experiment';
import { publishedLayouts } from '../schemas/layouts';
import { namePattern, placeholders } from './namePattern';

/** A layout with its name replaced by what it stands for. The classes are the experiment's, if it has any. */
export function resolveLayout({ layout, classes }: Pick<DataConfig, 'layout' | 'classes'>): {
  readonly layout?: DataLayout;
  readonly classes?: NonNullable<DataConfig['classes']>;
} {
  if (layout === undefined) return classes === undefined ? {} : { classes };
  if (typeof layout !== 'string') return { layout, ...(classes === undefined ? {} : { classes }) };
  const published = publishedLayouts[layout];
  const meant = classes ?? published.classes;
  return { layout: published.layout, ...(meant === undefined ? {} : { classes: meant }) };
}

/** Whether the lines of a list have the votes of FER+'s people. */
export function hasVotes({ columns = [] }: DataLayout): boolean {
  return columns.some((name) => name.startsWith(votePrefix));
}

const votePrefix = 'votes:';
const voteColumns = 10;

const boxColumns = ['left', 'top', 'right', 'bottom'] as const;

/** Why a layout cannot be used; undefined when it can. `key` is the setting that it is about. */
export function layoutMistake(
  layout: DataLayout,
): { readonly key: keyof DataLayout; readonly why: string } | undefined {
  const { list, columns, picture, labelFile, names } = layout;
  const pattern = names === undefined ? undefined : namePattern(names);
  if (typeof pattern === 'string') return { key: 'names', why: pattern };
  const inNames = names === undefined ? [] : placeholders(names);
  const sources = [list !== undefined, labelFile !== undefined, inNames.includes('class')].filter(Boolean).length;
  if (sources !== 1) {
    const key = labelFile !== undefined ? 'labelFile' : list !== undefined ? 'list' : 'names';
    const many = sources === 0 ? 'Nothing says' : 'More than one setting says';
    return { key, why: `${many} the class of a picture: give one of list, labelFile, and {class} in names` };
  }
  if (list === undefined) {
    if (columns !== undefined) return { key: 'columns', why: 'columns are those of a list, and there is none' };
    if (picture !== undefined) return { key: 'picture', why: 'picture is that of a line of a list, and there is none' };
  }
  if (columns !== undefined) {
    const twice = columns.find((name, at) => name !== '-' && columns.indexOf(name) !== at);
    if (twice !== undefined) return { key: 'columns', why: `two columns are "${twice}"` };
    const voted = columns.filter((name) => name.startsWith(votePrefix)).length;
    if (voted > 0 && voted < voteColumns) {
      return { key: 'columns', why: `votes need all ten columns, and ${voted} are named` };
    }
    if (voted > 0 && columns.includes('class')) return { key: 'columns', why: 'both a class and votes are named' };
    if (columns.includes('box') && boxColumns.some((name) => columns.includes(name))) {
      return { key: 'columns', why: 'a box is named twice: as one field, and by its sides' };
    }
    for (const name of voted > 0 ? (['picture'] as const) : (['picture', 'class'] as const)) {
      if (!columns.includes(name)) return { key: 'columns', why: `no column is "${name}"` };
    }
    const missing = boxColumns.filter((name) => !columns.includes(name));
    if (missing.length > 0 && missing.length < boxColumns.length) {
      return { key: 'columns', why: `a box needs left, top, right and bottom: ${missing.join(' and ')} is missing` };
    }
    const both = (['part', 'person'] as const).find((name) => columns.includes(name) && inNames.includes(name));
    if (both !== undefined) return { key: 'names', why: `both a column and names say the ${both}` };
  }
  return (
    unknownIn('picture', picture, ['path', 'stem']) ??
    unknownIn('labelFile', labelFile, ['stem', ...inNames]) ??
    (labelFile !== undefined && names === undefined
      ? { key: 'labelFile', why: 'labelFile needs names, which says what pictures there are' }
      : undefined)
  );
}

function unknownIn(key: 'picture' | 'labelFile', text: string | undefined, known: readonly string[]) {
  const unknown = placeholders(text ?? '').find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return { key, why: `{${unknown}} has no value there: expected ${known.map((name) => `{${name}}`).join(', ')}` };
}

/** Whether a layout can say to which part a face belongs. A list without `columns` may. */
export function mayNameParts({ list, columns, names }: DataLayout): boolean {
  if (names !== undefined && placeholders(names).includes('part')) return true;
  return list !== undefined && (columns === undefined || columns.includes('part'));
}
