/** Draws faces side by side, each with lines of text below it. */
import { colours, element, fitted, head, headHeight, svgDocument, text } from './svg';

export interface FaceGrid {
  readonly title: string;
  readonly subtitle?: string;
  readonly faces: readonly {
    /** PNG, base64. */
    readonly image: string;
    /** The first one is darker. */
    readonly lines: readonly string[];
  }[];
  /** Faces in a row. Default 8. */
  readonly columns?: number;
}

const face = 96;
const gap = 14;
const margin = 16;
const lineHeight = 14;
const size = 11;

export function faceGrid({ title, subtitle, faces, columns = 8 }: FaceGrid): string {
  const across = Math.max(1, Math.min(columns, faces.length));
  const lines = Math.max(0, ...faces.map((each) => each.lines.length));
  const tile = face + 6 + lines * lineHeight + gap;
  const top = headHeight(subtitle);
  const width = Math.max(420, 2 * margin + across * (face + gap) - gap);
  const height = top + Math.ceil(faces.length / across) * tile + 4;
  return svgDocument(
    {
      width,
      height,
      title,
      description: `${faces.length} faces: ${faces.map((each) => each.lines.join(', ')).join('; ')}`,
    },
    head(title, subtitle, width),
    ...faces.map(({ image, lines: written }, index) => {
      const x = margin + (index % across) * (face + gap);
      const y = top + Math.floor(index / across) * tile;
      return [
        element('image', {
          x,
          y,
          width: face,
          height: face,
          href: `data:image/png;base64,${image}`,
          style: 'image-rendering:pixelated',
        }),
        ...written.map((line, row) =>
          text(x, y + face + 14 + row * lineHeight, fitted(line, face, size), {
            size,
            colour: row === 0 ? colours.text : colours.muted,
          }),
        ),
      ].join('');
    }),
  );
}
