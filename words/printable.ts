/** Makes texts of other people safe to show. One function for each place: messages, terminal, Markdown, LaTeX, CSV. */
import { own } from '../schemas/own';

/** Control characters (C0, C1, DEL), marks that change the direction of writing, and line separators. */
const unprintable = /[\p{Cc}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** A result may have a hundred thousand lines. */
const unprintableInLines = new RegExp(`(?!\n)${unprintable.source}`, 'gu');

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A name or text of other people, for a message: characters that would move the cursor or change what a terminal shows are
 * escaped, and long texts are cut.
 */
export function printable(text: string, most = 200): string {
  const cut = text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut.replace(unprintable, escaped);
}

/** As `printable`, of a text of several lines: line breaks and tabs stay, and nothing is cut. */
export function printableLines(text: string): string {
  return text.replace(unprintableInLines, (character) => (character === '\t' ? character : escaped(character)));
}

/** The colour codes that we use: bold, dim, the eight colours and their ends. */
const ourColour = /\x1b\[(?:1|2|22|3[0-7]|39)m/y;

/**
 * Text for a terminal, whoever wrote it: line ends and our own colours pass, every other control character is escaped. JSON
 * stays valid JSON.
 */
export function forTerminal(text: string): string {
  return text.replace(unprintableInLines, (character, at: number) => {
    // CSV ends its lines with both.
    if (character === '\r' && text[at + 1] === '\n') return character;
    ourColour.lastIndex = at;
    return character === '\x1b' && ourColour.test(text) ? character : escaped(character);
  });
}

/** As one line of Markdown that shows the text as it is: no HTML, no emphasis, no link except an address that is spelled out. */
export function forMarkdown(text: string): string {
  const line = text.replace(/\s*[\r\n]\s*/g, ' ').replace(unprintable, escaped);
  return line
    .split(/(https?:\/\/[^\s<>|"`\\]+)/)
    .map((part, i) => (i % 2 === 1 ? part : escapeMarkdown(part)))
    .join('');
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*[\]{}|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** As text of HTML, also within an attribute in quotes. */
export function forHtml(text: string): string {
  return text
    .replace(unprintable, (character) => (character === '\n' ? character : escaped(character)))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** What LaTeX reads as something else than itself, and what fonts of text lack. */
const latex: Readonly<Record<string, string>> = {
  ...{ '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '|': '\\textbar{}' },
  ...{
    '<': '\\textless{}',
    '>': '\\textgreater{}',
    '±': '$\\pm$',
    '−': '$-$',
    '–': '--',
    '’': "'",
    '“': '``',
    '”': "''",
  },
};

/** As one line of LaTeX that shows the text as it is. */
export function forLatex(text: string): string {
  const line = text.replace(/\s*[\r\n]\s*/g, ' ').replace(unprintable, escaped);
  return line.replace(/[\\~^|<>±−–’“”&%$#_{}]/g, (character) => own(latex, character) ?? `\\${character}`);
}

/**
 * A text as a cell of CSV (RFC 4180): in quotes where a comma, a quote or a line break asks for them, and after an apostrophe
 * where a spreadsheet would read it as a formula.
 */
export function forCsv(text: string): string {
  const plain = text.replace(unprintable, (character) => (character === '\n' ? character : escaped(character)));
  const safe = /^\s*[=+\-@|%]/.test(plain) ? `'${plain}` : plain;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
