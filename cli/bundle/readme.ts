/** The README of a bundle: what it is, how to check it, and the table. It follows from the manifest and the runs. */
import { toMarkdown } from '../../results/export/markdown';
import type { Bundle } from '../../schemas/bundle';
import type { ComparisonView } from '../../schemas/messages/comparison';

/** Local midnight of the day on which the bundle was made, whatever the time zone of its reader. */
function dayOf(made: string): Date {
  const [year = 1970, month = 1, day = 1] = made.slice(0, 10).split('-').map(Number);
  return new Date(year, month - 1, day);
}

/** @param table as computed from the runs of the bundle */
export function bundleReadme(table: ComparisonView, { made, looks }: Pick<Bundle, 'made' | 'looks'>): string {
  const seen =
    looks === undefined
      ? ''
      : `\nIn the project that this is from, ${looks} finished runs had been tested on these faces.\n`;
  return `# ${table.title}

The runs of a comparison made with FER Experiments: experiment files, settings, versions, and what each network answered for
each face. The faces themselves are not part of it.

Compute every metric and the table again: \`ferexp verify\` in this folder. It shows that the table follows from the
predictions, not who made them.
${seen}
${toMarkdown(table, { date: dayOf(made) })}`;
}
