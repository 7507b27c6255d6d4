/** Finds what the schema rejects in the combinations of a matrix, with the place in the matrix. */
import { baseVariant } from '../schemas/runDirectory';
import { schemaFindings, type Finding } from './findings';
import { dotted, isObject, type JsonObject } from './json';
import { crossedCount, type CrossedVariant, crossedVariants, mostCrossed, withCombination } from './matrix';
import type { ExperimentFile, JsonPath } from './types';
import { applyVariant, patchesOf } from './variantFindings';
import { messages } from './words';
import { own } from '../schemas/own';

/**
 * @param file whose matrix has the right shape
 * @param baseFindings findings about the file itself, which are not repeated
 * @returns findings whose path is `matrix`, `matrix.<setting>` or one of its values, each once
 */
export function matrixFindings(file: JsonObject, baseFindings: readonly Finding[]): Finding[] {
  const crossable = { matrix: file['matrix'], variants: Object.fromEntries(patchesOf(file)) } as Pick<
    ExperimentFile,
    'matrix' | 'variants'
  >;
  const count = crossedCount(crossable);
  if (count > mostCrossed) {
    return [{ kind: 'count', path: ['matrix'], message: messages.tooManyCrossed(count, mostCrossed) }];
  }
  const known = new Map<string, ReadonlySet<string>>([[baseVariant, signs(baseFindings)]]);
  const found = new Map<string, Finding>();
  for (const crossed of crossedVariants(crossable).values()) {
    const { origin } = crossed;
    const settings = applyVariant(file, origin === baseVariant ? {} : own(crossable.variants, origin));
    const findings = schemaFindings(withCombination(settings, crossed.combination));
    if (findings.length === 0) continue;
    // What is also wrong without the matrix is reported at the file or its variant.
    if (!known.has(origin)) known.set(origin, signs(schemaFindings(settings)));
    for (const finding of findings) {
      if (known.get(origin)!.has(sign(finding))) continue;
      const { prefix, ...placed } = place(finding, crossed);
      const key = `${dotted(placed.path)} ${placed.message}`;
      if (!found.has(key)) found.set(key, { ...placed, message: inVariant(origin, prefix, placed.message) });
    }
  }
  return [...found.values()];
}

function sign(finding: Finding): string {
  return `${dotted(finding.path)} ${finding.message}`;
}

function signs(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.map(sign));
}

function inVariant(origin: string, prefix: string, message: string): string {
  const text = `${prefix}${message}`;
  return origin === baseVariant ? text : messages.inVariant(origin, text);
}

/** `prefix` names the value that causes a finding about another setting. */
function place(finding: Finding, { combination, indices }: CrossedVariant): Finding & { readonly prefix: string } {
  const wrong = finding.missing === undefined ? finding.path : [...finding.path, finding.missing];
  const setting = nearestSetting(wrong, Object.keys(combination));
  const path = setting.split('.');
  const { kind, message, fix, suggestion } = finding;
  const isPart = common(wrong, path) === Math.min(wrong.length, path.length);
  if (isPart && kind === 'unknown-key' && wrong.length <= path.length) {
    const key = (name: string) => [...path.slice(0, wrong.length - 1), name, ...path.slice(wrong.length)].join('.');
    return {
      ...{ kind, path: ['matrix', setting], message, prefix: '' },
      ...(suggestion === undefined ? {} : { suggestion: key(suggestion) }),
      ...(fix !== undefined && 'key' in fix ? { fix: { key: key(fix.key) } } : {}),
    };
  }
  const isWhole = isPart && wrong.length === path.length && finding.missing === undefined;
  return {
    kind: kind === 'unknown-key' || kind === 'missing-key' ? 'value' : kind,
    path: ['matrix', setting, own(indices, setting)!],
    message,
    prefix: isPart ? '' : messages.withValue(setting, own(combination, setting)),
    ...(isWhole && fix !== undefined ? { fix } : {}),
    ...(isWhole && suggestion !== undefined ? { suggestion } : {}),
  };
}

/** The setting that shares most of its path with the one that is wrong; of several, the first. */
function nearestSetting(wrong: JsonPath, settings: readonly string[]): string {
  const shared = (setting: string) => common(wrong, setting.split('.'));
  return settings.reduce((best, setting) => (shared(setting) > shared(best) ? setting : best));
}

function common(first: JsonPath, second: JsonPath): number {
  let length = 0;
  while (length < Math.min(first.length, second.length) && first[length] === second[length]) length++;
  return length;
}

/** Whether the matrix is an object of lists that are not empty. The schema reports what else is wrong with its shape. */
export function hasMatrix(file: JsonObject): boolean {
  const matrix = file['matrix'];
  return (
    isObject(matrix) &&
    Object.keys(matrix).length > 0 &&
    Object.values(matrix).every((values) => Array.isArray(values) && values.length > 0)
  );
}
