/** `ferexp weights list`: which published weights are here. */
import { placeOf, stateOf } from '../../runner/weights/download';
import { publishedWeights, requirement } from '../../storage/machine/publishedWeights';
import { json, processTerminal } from '../report/terminal';
import { sizeWords } from '../../words/numbers';

type State = 'ready' | 'damaged' | 'missing';

export async function weightsList(options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const found = [];
  for (const weights of publishedWeights) {
    const { name, title, bytes, source } = weights;
    const state: State = (await stateOf(weights)) ?? 'missing';
    const from = typeof source === 'string' ? { url: source } : { package: requirement(source) };
    found.push({ name, title, bytes, ...from, file: placeOf(weights), state });
  }
  if (terminal.json) {
    terminal.result(json(found));
    return 0;
  }
  const { green, yellow, bold } = terminal.resultColors;
  const words = {
    ready: green('ready'),
    damaged: yellow('damaged: delete it and download it again'),
    missing: yellow('not downloaded'),
  };
  for (const { name, title, bytes, file, state } of found) {
    terminal.result(`${bold(name)}  ${title}, ${sizeWords(bytes)}: ${words[state]}`);
    terminal.result(`  ${file}`);
  }
  return 0;
}
