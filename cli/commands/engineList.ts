/** `ferexp engine list`: what can compute here, and why or why not. */
import { chooseEngine, engineProviders } from '../../runner/engine';
import { UserError } from '../../schemas/userError';
import { json, processTerminal } from '../report/terminal';

export async function engineList(options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  // The engine that the environment asks for may not work here; the list then shows which engines do.
  const chosen = await chooseEngine('auto').then(
    ({ provider }) => ({ id: provider.id, problem: undefined }),
    (error: unknown) => ({ id: undefined, problem: error }),
  );
  const engines = [];
  for (const { id, title, probe } of engineProviders) {
    engines.push({ id, title, auto: id === chosen.id, ...(await probe()) });
  }
  if (terminal.json) {
    terminal.result(json(engines));
    return 0;
  }
  if (chosen.problem instanceof UserError) {
    terminal.say([chosen.problem.message, chosen.problem.remedy].filter(Boolean).join(' '));
  }
  const { green, yellow, bold } = terminal.resultColors;
  for (const engine of engines) {
    const auto = engine.auto ? ', used by "auto"' : '';
    const state = engine.available ? green(`ready${auto}`) : yellow('not available');
    terminal.result(`${bold(engine.id)}  ${engine.title}: ${state}`);
    terminal.result(`  ${engine.available ? engine.detail : `${engine.reason} ${engine.remedy}`}`);
  }
  return 0;
}
