/**
 * The lines of the file that `data.exclude` names: faces that no split uses.
 *
 *     # comment
 *     123 9f86d081884c7d65  # near copy of test face 30456
 *
 * A line has the number of a face and the first hex digits of the SHA-256 of its pixels, by which a list for other data is
 * noticed; a list written by hand may leave them out.
 */
import { printable } from '../words/printable';

/** Hex digits of a picture's hash. */
const digits = 16;
const pattern = new RegExp(`^(\\d{1,9})(?:\\s+([0-9a-f]{${digits}}))?$`, 'i');

export interface ListedFace {
  /** From 1. */
  readonly line: number;
  /** Number of the face. */
  readonly id: number;
  /** Lower-case hex digits of the picture's hash. */
  readonly picture?: string;
}

export interface ExclusionLines {
  readonly faces: readonly ListedFace[];
  /** The first line that is none of a list: its number and content. */
  readonly wrong?: { readonly line: number; readonly message: string };
}

/** What to do about a wrong line. */
export const exclusionRemedy = 'Correct the line, or write the file again with: ferexp audit --write-exclusions';

/** Reads a list up to its first wrong line. */
export function exclusionLines(text: string): ExclusionLines {
  const faces: ListedFace[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (const [index, whole] of lines.entries()) {
    const content = whole.replace(/#.*$/s, '').trim();
    if (content === '') continue;
    const line = index + 1;
    const found = pattern.exec(content);
    if (!found) return { faces, wrong: { line, message: wrongWords(content) } };
    const picture = found[2]?.toLowerCase();
    faces.push({ line, id: Number(found[1]), ...(picture !== undefined && { picture }) });
  }
  return { faces };
}

const wrongWords = (content: string): string =>
  `"${printable(content, 60)}" is not the number of a face, which may be followed by ${digits} hex digits of its picture, then by # and a comment.`;
