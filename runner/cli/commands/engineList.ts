/** `ferexp engine list`: what can compute here, and why or why not. */
import { chooseEngine, engineProviders } from '../../engine';
import { json, processTerminal } from '../terminal';

export async function engineList(options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const { provider: chosen } = await chooseEngine('auto');
  const engines = [];
  for (const { id, title, probe } of engineProviders) {
    engines.push({ id, title, auto: id === chosen.id, ...(await probe()) });
  }
  if (terminal.json) {
    terminal.result(json(engines));
    return 0;
  }
  const { green, yellow, bold } = terminal.resultColors;
  for (const engine of engines) {
    const auto = engine.auto ? ', taken by "auto"' : '';
    const state = engine.available ? green(`ready${auto}`) : yellow('not available');
    terminal.result(`${bold(engine.id)}  ${engine.title}: ${state}`);
    terminal.result(`  ${engine.available ? engine.detail : `${engine.reason} ${engine.remedy}`}`);
  }
  return 0;
}
