/** Adds what publications state for the labels of the file to the texts about labels and published figures. */
import { getNodeValue, type Node } from 'jsonc-parser';
import { isObject, valueAt } from '../json';
import type { JsonPath } from '../types';
import { applyVariant } from '../variantFindings';
import { claimsMarkdown } from '../../words/claims';

const places: readonly string[] = ['data.labels', 'data.labels.scheme', 'data.labels.rule', 'published'];

/** Markdown for the setting at a path; empty for all other settings. */
export function claimsAt(path: JsonPath, tree: Node | undefined): string {
  const inVariant = path[0] === 'variants';
  const setting = inVariant ? path.slice(2) : path;
  if (!places.includes(setting.join('.'))) return '';
  const file: unknown = tree === undefined ? {} : getNodeValue(tree);
  if (!isObject(file)) return '';
  const data = valueAt(inVariant ? applyVariant(file, valueAt(file, path.slice(0, 2))) : file, ['data']);
  const labels = isObject(data) && isObject(data['labels']) ? data['labels'] : {};
  return claimsMarkdown({
    ...(isObject(data) && { source: data['source'], classes: isObject(data['classes']) }),
    ...{ scheme: labels['scheme'], rule: labels['rule'], unknown: labels['unknown'] },
  });
}
