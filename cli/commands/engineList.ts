/** `ferexp engine list`: what can compute here, and why or why not. */
import { hasBase } from '../../experiment/defaults';
import { chooseEngine, engineProviders, measuredHere } from '../../runner/engine';
import { automaticEngine, fastestEngines } from '../../storage/machine/automaticEngine';
import { automaticWords } from '../../words/engines';
import { UserError } from '../../schemas/userError';
import { json, processTerminal } from '../report/terminal';

export async function engineList(options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  // The engine that the environment asks for may not work here; the list then shows which engines do.
  const chosen = await chooseEngine('auto').then(
    ({ provider }) => ({ id: provider.id, problem: undefined }),
    (error: unknown) => ({ id: undefined, problem: error }),
  );
  const found = await Promise.all(
    engineProviders.map(async ({ id, title, probe }) => ({ id, title, ...(await probe()) })),
  );
  const { engines: choices, measured } = automaticEngine(await measuredHere());
  const working = choices.filter((id) => found.some((engine) => engine.id === id && engine.available));
  // A base is measured whole, and no run goes by that: see `ferexp bench`.
  const fastest = fastestEngines(measured, working).filter(({ model }) => !hasBase({ type: model }));
  const engines = found.map((engine) => ({
    ...engine,
    auto: engine.id === chosen.id,
    fastestFor: fastest
      .filter((one) => one.engine === engine.id)
      .map(({ model, batchSize }) => `${model} in batches of ${batchSize}`),
  }));
  if (terminal.json) {
    terminal.result(json(engines));
    return 0;
  }
  if (chosen.problem instanceof UserError) {
    terminal.say([chosen.problem.message, chosen.problem.remedy].filter(Boolean).join(' '));
  }
  const { green, yellow, bold } = terminal.resultColors;
  for (const engine of engines) {
    const auto = automaticWords(engine);
    const state = engine.available ? green(`ready${auto}`) : yellow('not available');
    terminal.result(`${bold(engine.id)}  ${engine.title}: ${state}`);
    terminal.result(`  ${engine.available ? engine.detail : `${engine.reason} ${engine.remedy}`}`);
  }
  return 0;
}
