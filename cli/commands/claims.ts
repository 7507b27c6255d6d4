/** `ferexp claims`: what publications state, with how each figure was obtained. */
import Table from 'cli-table3';
import { type Claim, claims } from '../../schemas/claims';
import { claimSources, claimsTable, howToRead, studyFigures } from '../../words/claims';
import { json, processTerminal } from '../report/terminal';
import { wrap } from '../report/wrap';

interface ClaimsOptions {
  readonly data?: Claim['dataset'];
  readonly json?: boolean;
}

export function showClaims(options: ClaimsOptions): number {
  const terminal = processTerminal(options);
  const shown = claims.filter(({ dataset }) => options.data === undefined || dataset === options.data);
  if (terminal.json) {
    terminal.result(json({ howToRead, claims: shown }));
    return 0;
  }
  const { head, rows } = claimsTable(shown);
  // The longest cells wrap; all others are as wide as their words.
  const colWidths = head.map((name) => (['method', 'reproduced by others'].includes(name) ? 30 : null));
  const table = new Table({ head, colWidths, wordWrap: true, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  terminal.result(wrap(howToRead, terminal.width));
  terminal.result(`\n${table.toString()}\n`);
  for (const { words, address } of claimSources(shown)) terminal.result(`${words}\n  ${address}`);
  terminal.result(`\n${wrap(studyFigures, terminal.width)}`);
  return 0;
}
