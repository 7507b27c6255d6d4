/** Parses JSON with comments, like VS Code's `jsonc`: comments and trailing commas are allowed. */
import { createScanner, parseTree, printParseErrorCode, stripComments, type Node, type ParseError } from 'jsonc-parser';
import { messages } from './words';
import type { LineMap } from './text';
import type { Fix, JsonPath, Problem } from './types';

const expectations: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not a JSON value. Expected a text in double quotes, a number, true, false, null, { or [.',
  InvalidNumberFormat: 'This is not a number. Expected digits such as 12, 0.5 or 1e-3.',
  PropertyNameExpected: 'A setting’s name was expected here, in double quotes.',
  ValueExpected: 'A value was expected here: a text in double quotes, a number, true, false, null, { or [.',
  ColonExpected: 'A colon was expected here, between the name and its value.',
  CommaExpected: 'A comma was expected here, after the previous entry.',
  CloseBraceExpected: 'A closing } was expected here. Is one missing, or a comma before this?',
  CloseBracketExpected: 'A closing ] was expected here. Is one missing, or a comma before this?',
  EndOfFileExpected: 'The file was expected to end here. Is there a } too many before this?',
  UnexpectedEndOfComment: 'The comment never ends. Expected a closing */.',
  UnexpectedEndOfString: 'The text never ends. Expected a closing double quote on the same line.',
  UnexpectedEndOfNumber: 'The number is not finished. Expected a digit.',
  InvalidUnicode: 'The \\u escape is wrong. Expected four hexadecimal digits after it.',
  InvalidEscapeCharacter: 'This escape does not exist. A backslash itself is written \\\\; paths may use /.',
  InvalidCharacter: 'A control character stands in the text. Expected an escape such as \\t or \\n.',
};

const experimentExpected = 'Expected an experiment: { "version": 1, "name": …, "data": …, "model": …, "training": … }.';

/**
 * The syntax tree and what is wrong with the syntax: at most one problem per line, because one mistake causes others.
 * @param expected what an empty file should have been, as a sentence
 */
export function parseSyntax(
  lines: LineMap,
  expected = experimentExpected,
): { tree: Node | undefined; problems: Problem[] } {
  const errors: ParseError[] = [];
  // A byte order mark is not part of the JSON; a space in its place keeps the offsets right.
  const text = lines.text.startsWith('\ufeff') ? ` ${lines.text.slice(1)}` : lines.text;
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const message = `Braces and brackets are nested deeper than ${mostDepth} levels here. An experiment needs a few.`;
    return { tree: undefined, problems: [syntaxProblem(message, lines, deep, 1)] };
  }
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const noText = notText(lines.text);
  if (noText !== undefined) return { tree: undefined, problems: [syntaxProblem(noText, lines, 0, 0)] };
  if (tree === undefined && (errors.length === 0 || stripComments(text).trim() === '')) {
    return { tree, problems: [syntaxProblem(`The file is empty. ${expected}`, lines, 0, 0)] };
  }
  const problems: Problem[] = [];
  for (const { error, offset, length } of errors) {
    const message =
      lookAlike(text.slice(offset, offset + Math.max(1, length))) ??
      expectations[printParseErrorCode(error)] ??
      'This is not valid JSON.';
    const problem = syntaxProblem(message, lines, offset, length);
    if (!problems.some((other) => other.range.start.line === problem.range.start.line)) problems.push(problem);
  }
  return { tree, problems };
}

/** Most levels of nesting: recursive functions read the values and would run out of stack. */
const mostDepth = 50;

/** The offset where nesting becomes too deep; undefined if it does not. */
function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  const next = () => {
    scanner.scan();
    return scanner.getTokenOffset();
  };
  let depth = 0;
  for (let at = next(); at < text.length; at = next()) {
    const first = text[at];
    if (first === '{' || first === '[') {
      if (++depth > mostDepth) return at;
    } else if (first === '}' || first === ']') depth--;
  }
  return undefined;
}

/** Says why a file is not UTF-8 text: UTF-16 has a zero beside each letter, and binary data has zeros anywhere. */
function notText(text: string): string | undefined {
  if (!text.includes('\0')) return undefined;
  // The byte order mark of UTF-16 was read as two replacement characters.
  const start = text.replace(/^\ufffd+/, '').slice(0, 200);
  const zeros = [...start].filter((character) => character === '\0').length;
  return /^(.\0|\0.)+.?$/s.test(start) && zeros < 0.6 * start.length
    ? 'The file is UTF-16, not UTF-8 text. Save it as UTF-8 (in VS Code: Save with Encoding).'
    : `The file is not text: it holds binary data. ${experimentExpected}`;
}

/** Names characters that word processors and web pages put in the place of JSON's own. */
function lookAlike(text: string): string | undefined {
  const quote = /[\u2018\u2019\u201a\u201c-\u201e\u00ab\u00bb]/.exec(text)?.[0];
  if (quote !== undefined) return `${quote} is a typographic quotation mark. Expected a straight one: ".`;
  const blank = /[\u00a0\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/.exec(text)?.[0];
  if (blank === undefined) return undefined;
  const code = blank.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `An invisible character (U+${code}) stands here. Remove it, or put a space in its place.`;
}

function syntaxProblem(message: string, lines: LineMap, offset: number, length: number): Problem {
  const range = lines.range(offset, Math.max(length, 0));
  return { severity: 'error', code: 'syntax', message, path: [], range, fixes: [] };
}

/** Keys that an object has twice: JSON would silently take the last. */
export function repeatedKeys(root: Node, lines: LineMap): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: Node, path: JsonPath): void => {
    const last = new Map<string, number>();
    for (const [index, child] of (node.children ?? []).entries()) {
      if (node.type !== 'object') {
        visit(child, [...path, index]);
        continue;
      }
      const [key, value] = child.children ?? [];
      if (key === undefined) continue;
      const name = String(key.value);
      const earlier = last.get(name);
      if (earlier !== undefined) {
        problems.push({
          severity: 'error',
          code: 'schema/repeated-key',
          message: messages.repeatedKey(name, path),
          path: [...path, name],
          range: lines.range(key.offset, key.length),
          fixes: [withoutEarlier(node.children!, earlier, lines), withoutThis(node.children!, index, lines)],
        });
      }
      last.set(name, index);
      if (value) visit(value, [...path, name]);
    }
  };
  visit(root, []);
  return problems;
}

/** Deletes the entry that does not count. */
function withoutEarlier(entries: readonly Node[], index: number, lines: LineMap): Fix {
  return {
    title: `Delete the earlier one (line ${lineOf(entries[index]!, lines)})`,
    ...removal(entries, index, lines),
  };
}

function withoutThis(entries: readonly Node[], index: number, lines: LineMap): Fix {
  return { title: `Delete this one (line ${lineOf(entries[index]!, lines)})`, ...removal(entries, index, lines) };
}

function lineOf(entry: Node, lines: LineMap): number {
  return lines.position(entry.offset).line + 1;
}

/** Deletes an entry with the comma between it and its neighbour, and the spaces and comments there. */
function removal(entries: readonly Node[], index: number, lines: LineMap): Pick<Fix, 'range' | 'newText'> {
  const { offset, length } = entries[index]!;
  const next = entries[index + 1];
  const before = entries[index - 1];
  const [from, to] = next
    ? [offset, next.offset]
    : [before === undefined ? offset : before.offset + before.length, offset + length];
  return { range: lines.range(from, to - from), newText: '' };
}
