/** Parses an experiment file: its value when it is valid, otherwise what is wrong, where, and how to correct it. */
import { getNodeValue, type Node } from 'jsonc-parser';
import { schemaFindings, type Finding } from './findings';
import { isObject } from './json';
import { Locator } from './locate';
import { hasMatrix, matrixFindings } from './matrixFindings';
import { parseSyntax, repeatedKeys } from './syntax';
import { printable } from '../words/printable';
import { LineMap } from './text';
import type { ExperimentFile, Fix, Problem, TextRange } from './types';
import { patchesOf, variantFindings } from './variantFindings';

export interface ParsedExperiment {
  /** Set exactly when there is no error. */
  readonly file?: ExperimentFile;
  /** In the order of the text. */
  readonly problems: Problem[];
  /** Also set when the syntax is broken, as far as it could be read. */
  readonly tree?: Node;
  readonly lines: LineMap;
}

/**
 * Parses JSON with comments and checks it against the schema, also with each variant applied. Codes:
 * `syntax`, `schema/*` (what the editor's own JSON service also sees), `variant/*` (what only the file and a patch
 * together show) and `matrix/*` (what the file and a combination show).
 */
export function parseExperiment(text: string): ParsedExperiment {
  const lines = new LineMap(text);
  const { tree, problems: syntax } = parseSyntax(lines);
  if (tree === undefined) return { problems: inPrint(syntax), lines };
  if (syntax.length > 0) return { problems: inPrint(syntax), tree, lines };
  // Its objects have no prototype, which the comparison of list items for `uniqueItems` relies on.
  const value: unknown = structuredClone(getNodeValue(tree));
  const locator = new Locator(tree, lines);
  const problems = inPrint([...repeatedKeys(tree, lines), ...structure(value, locator)]).sort(byPlace);
  return problems.length > 0 ? { problems, tree, lines } : { file: value as ExperimentFile, problems, tree, lines };
}

/** Messages quote the file, and a file may contain anything: its control characters are not shown. */
export function inPrint(problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, message: printable(problem.message, Infinity) }));
}

function structure(value: unknown, locator: Locator): Problem[] {
  const findings = schemaFindings(value);
  const problems = findings.map((finding) => toProblem(finding, 'schema', locator));
  if (!isObject(value)) return problems;
  for (const [name, patch] of patchesOf(value)) {
    const prefix = ['variants', name];
    if (findings.some((finding) => prefix.every((segment, i) => finding.path[i] === segment))) continue;
    for (const finding of variantFindings(value, name, patch, findings)) {
      problems.push(toProblem(finding, finding.merged ? 'variant' : 'schema', locator));
    }
  }
  if (hasMatrix(value) && !findings.some(({ path }) => path[0] === 'matrix' || path[0] === 'variants')) {
    for (const finding of matrixFindings(value, findings)) problems.push(toProblem(finding, 'matrix', locator));
  }
  return problems;
}

function toProblem(finding: Finding, family: 'schema' | 'variant' | 'matrix', locator: Locator): Problem {
  const ofWholeMatrix = family === 'matrix' && finding.path.length === 1;
  const atKey = finding.kind === 'unknown-key' || finding.kind === 'missing-key' || isName(finding) || ofWholeMatrix;
  const range = atKey ? locator.key(finding.path) : locator.value(finding.path);
  return {
    severity: 'error',
    code: `${family}/${finding.kind}`,
    message: finding.message,
    path: finding.path,
    range,
    ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
    fixes: fixesOf(finding, range),
  };
}

/** Whether the finding is about a key: the name of a variant, or a setting in a matrix or a search. */
function isName(finding: Finding): boolean {
  return finding.kind === 'name' && ['variants', 'dataSets', 'matrix', 'search'].includes(String(finding.path[0]));
}

function fixesOf(finding: Finding, range: TextRange): Fix[] {
  if (finding.fix === undefined) return [];
  const newText = JSON.stringify('key' in finding.fix ? finding.fix.key : finding.fix.value);
  return [{ title: `Change to ${newText}`, range, newText }];
}

function byPlace(a: Problem, b: Problem): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}
