/** `ferexp verify`: whether the table of a bundle follows from its predictions. */
import path from 'node:path';
import { looksWords } from '../../words/metrics';
import { counted } from '../../words/numbers';
import { printable } from '../../words/printable';
import { verifyBundle } from '../bundle/verifyBundle';
import { comparisonText } from '../report/comparisonText';
import { json, processTerminal } from '../report/terminal';

export async function verify(folder: string, options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const { bundle, view, files, splits, stated, unchecked, problems } = await verifyBundle(path.resolve(folder));
  const code = problems.length === 0 ? 0 : 1;
  if (terminal.json) {
    terminal.result(
      json({
        verified: code === 0,
        made: bundle.made,
        ferexp: bundle.ferexp,
        files,
        splits,
        stated,
        unchecked,
        problems,
        view,
      }),
    );
    return code;
  }
  const { colors } = terminal;
  terminal.result(comparisonText(view, terminal.resultColors, terminal.width).trimEnd());
  const { looks } = bundle;
  const faces = view.looks?.faces;
  const seen = looks === undefined || faces === undefined ? undefined : looksWords({ runs: looks, faces });
  if (seen !== undefined) terminal.say(`Its maker states: ${seen}`);
  if (unchecked > 0) {
    terminal.say(
      `${colors.yellow('warning')} The answers of ${counted(unchecked, 'ensemble')} were not computed again: the bundle lacks runs that made them.`,
    );
  }
  for (const problem of problems) terminal.say(`${colors.red('error')} ${problem}`);
  const made = `made ${printable(bundle.made.slice(0, 10))} with FER Experiments ${printable(bundle.ferexp)}`;
  if (code !== 0) terminal.say(`The bundle, ${made}, does not hold: ${counted(problems.length, 'problem')}.`);
  else {
    const others = stated === 0 ? '' : `the metrics of ${counted(stated, 'other')} are stated without predictions, `;
    terminal.say(
      `${colors.green('verified')} The bundle, ${made}, holds: ${counted(files, 'file')} as listed, the metrics of ${counted(splits, 'split')} follow from their predictions, ${others}and the table follows from the runs. It does not show who made the predictions.`,
    );
  }
  return code;
}
