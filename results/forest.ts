/** The differences of a row to the baseline by class, for a forest plot. */
import { type CompareOptions, differenceShown, judgements, readRows } from './compare';
import type { Measured } from './judge/difference';
import { namedRow } from './groups';
import { verdictOn } from './judge/judge';
import type { RunRecord } from './runIndex';
import { holm } from './statistics/holm';
import type { Forest, ForestLine } from '../schemas/messages/comparison';
import { counted } from '../words/numbers';
import { nameIn } from '../words/rowNames';

/**
 * Accuracy on all faces is judged as in the comparison. The classes are a family of their own, by Holm's method; where several
 * rows are compared, each p-value counts that many times before (Bonferroni), since any of them could have been chosen.
 * @param id of the row
 * @returns undefined if there is no such row, or no baseline
 */
export async function forestOf(
  records: readonly RunRecord[],
  id: string,
  options: CompareOptions,
): Promise<Forest | undefined> {
  const read = await readRows(records, options);
  const { rows, baseline, reader } = read;
  const index = rows.findIndex(({ group }) => group.id === id);
  const row = rows[index];
  if (!row || !baseline) return undefined;
  const nameOf = nameIn(rows.map(({ group }) => namedRow(group)));
  const names = { row: id, of: nameOf(row.group), baseline: nameOf(baseline.group) };
  const without = (note: string): Forest => ({ ...names, lines: [], note });
  if (row === baseline) return without('This row is the baseline.');
  const overall = (await judgements(read, 'accuracy'))[index];
  if (typeof overall === 'string') return without(overall);
  if (!overall) return without('A row without a result has no differences.');
  const { classNames } = row.facts;
  if (!classNames) return without('Classes cannot be compared: predictions of some runs are missing or damaged.');
  const measured: { readonly name: string; readonly outcome: Measured }[] = [];
  for (const name of classNames) {
    const outcome = await reader.difference(row, `recall:${name}`);
    if (typeof outcome === 'object') measured.push({ name, outcome });
  }
  const rowsCompared = overall.family.compared;
  const adjusted = holm(measured.map(({ outcome }) => Math.min(1, outcome.p * rowsCompared)));
  const compared = measured.length * rowsCompared;
  const lineOf = ({ name, outcome }: { name: string; outcome: Measured }, at: number): ForestLine => {
    const family = { adjustedP: adjusted[at]!, compared };
    const verdict = verdictOn(row, baseline, outcome, `recall:${name}`, family);
    return {
      class: name,
      faces: outcome.faces,
      difference: differenceShown({ measured: outcome, family, verdict }, `recall:${name}`),
    };
  };
  const classes = measured.map(lineOf);
  return {
    ...names,
    lines: [{ faces: overall.measured.faces, difference: differenceShown(overall, 'accuracy') }, ...classes],
    note: noteOn(classes, rowsCompared),
  };
}

function noteOn(classes: readonly ForestLine[], rowsCompared: number): string {
  const real = classes.filter(({ difference }) => difference.verdict === 'real').map((line) => line.class!);
  const rows = rowsCompared > 1 ? ` and ${counted(rowsCompared, 'row')}` : '';
  const looked = `${counted(classes.length, 'class', 'classes')}${rows} were looked at, and p-values take that into account (Holm): `;
  const found =
    real.length === 0
      ? 'the difference of no class is real beyond chance'
      : `real is the difference of ${real.join(', ')}`;
  return `${looked}${found}. A class whose interval excludes 0 may do so by chance.`;
}
