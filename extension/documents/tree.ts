/** Finds properties, values and ranges in the syntax tree of an experiment file. */
import type { Node } from 'jsonc-parser';
import { nodeAtPath } from '../../experiment/locate';
import type { TextRange } from '../../experiment/types';
import type { ParsedExperiment } from './parsedDocuments';

/** A property of an object in the text. */
export interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
}

export function propertiesOf(node: Node | undefined): Property[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key ? [{ name: String(key.value), key, value }] : [];
  });
}

/** The variants in the text, even if the file has errors. */
export function variantsOf(parsed: ParsedExperiment): Property[] {
  return propertiesOf(nodeAt(parsed, ['variants']));
}

export function nodeAt(parsed: ParsedExperiment, path: readonly (string | number)[]): Node | undefined {
  return parsed.tree && nodeAtPath(parsed.tree, path);
}

export function stringAt(parsed: ParsedExperiment, path: readonly (string | number)[]): string | undefined {
  const node = nodeAt(parsed, path);
  return node?.type === 'string' ? (node.value as string) : undefined;
}

/** The paths where settings start: that of the file itself, and that of each variant. */
export function settingRoots(parsed: ParsedExperiment): (readonly string[])[] {
  return [[], ...variantsOf(parsed).map(({ name }) => ['variants', name])];
}

export function rangeOf(parsed: ParsedExperiment, node: Node): TextRange {
  return parsed.lines.range(node.offset, node.length);
}

/** The names of the data sets in the text, even if the file has errors. */
export function dataSetNames(parsed: ParsedExperiment): string[] {
  return propertiesOf(nodeAt(parsed, ['dataSets'])).map(({ name }) => name);
}
