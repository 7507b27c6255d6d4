/** Reads the SVG of our own figures. It is no reader of SVG in general: figures/svg.ts writes elements in one way only. */

export interface SvgNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SvgNode[];
  /** The text between its tags, as written by someone; empty if it has none. */
  readonly text: string;
}

interface Open extends SvgNode {
  readonly children: SvgNode[];
  text: string;
}

const characters: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
]);

const unescaped = (text: string): string =>
  text.replace(/&(\w+);/g, (entity, name: string) => characters.get(name) ?? entity);

/**
 * The root element of a figure.
 * @throws Error when tags are not closed in their order
 */
export function readSvg(svg: string): SvgNode {
  const root = opened('');
  const open = [root];
  // Texts and attributes have no bare angle bracket: the writer escapes them.
  for (const piece of svg.split('<').slice(1)) {
    const end = piece.indexOf('>');
    const tag = piece.slice(0, end);
    if (tag.startsWith('/')) {
      if (open.pop()?.name !== tag.slice(1)) throw new Error(`This is no figure: </${tag.slice(1)}> closes nothing.`);
    } else {
      const node = opened(tag);
      open.at(-1)?.children.push(node);
      if (!tag.endsWith('/')) open.push(node);
    }
    const within = open.at(-1);
    if (within) within.text += unescaped(piece.slice(end + 1));
  }
  const [figure] = root.children;
  if (figure?.name !== 'svg' || open.length !== 1) throw new Error('This is no figure: it has no closed <svg>.');
  return figure;
}

function opened(tag: string): Open {
  const attributes = [...tag.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, unescaped(value!)] as const,
  );
  return { name: /^\w*/.exec(tag)![0], attributes: new Map(attributes), children: [], text: '' };
}
