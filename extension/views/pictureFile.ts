/** What a saved picture's file holds. */
import path from 'node:path';
import { drawPdf } from '../../pdf/drawPdf';
import type { SavePicture } from '../../schemas/faces';

/** Formats that the same figure can be saved in: SVG and PDF are drawn from one text, a PNG is only itself. */
export function formatsOf({ format }: Pick<SavePicture, 'format'>): readonly SavePicture['format'][] {
  if (format === 'png') return ['png'];
  return format === 'svg' ? ['svg', 'pdf'] : ['pdf', 'svg'];
}

/**
 * The ending of the file decides between SVG and PDF; without one of these, what was asked for.
 * @returns `note`: what the file does not show as the page does
 */
export async function pictureFile(
  { format, data }: Pick<SavePicture, 'format' | 'data'>,
  file: string,
): Promise<{ readonly bytes: Buffer; readonly note?: string }> {
  const ending = path.extname(file).slice(1).toLowerCase();
  const chosen = formatsOf({ format }).find((each) => each === ending) ?? format;
  if (chosen === 'pdf') return drawPdf(data);
  return { bytes: Buffer.from(data, chosen === 'png' ? 'base64' : 'utf8') };
}
