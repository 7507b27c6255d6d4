/** What the export of a page saves and `ferexp figure` prints: each figure is specified once, in figures/. */

export interface Figure {
  /** SVG. */
  readonly svg: string;
  /** For its file, without an extension. */
  readonly name: string;
  /** The numbers that it shows, for programs, where no other output has them. */
  readonly data?: object;
}

export interface Heading {
  readonly title: string;
  readonly subtitle?: string;
}

/** @param subject of what the figure is, such as `flip / base, seed 1`: its subtitle, and the beginning of its name */
export function figure(title: string, subject: string, draw: (heading: Heading) => string): Figure {
  return { svg: draw({ title, subtitle: subject }), name: nameOf(subject, title) };
}

function nameOf(subject: string, title: string): string {
  return `${subject} ${title}`
    .toLowerCase()
    .replace(/\+/g, 'plus')
    .replace(/\.csv\b/, '')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
