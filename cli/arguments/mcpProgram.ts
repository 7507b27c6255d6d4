/** `ferexp mcp`: its options and its help. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { listOf } from '../../experiment/names';
import { type Act, acts } from '../mcp/acts';
import { examples, type OnExit } from './programParts';

function actList(text: string): Act[] {
  return text.split(',').map((name) => {
    const act = acts.find((each) => each === name.trim());
    if (act === undefined) throw new InvalidArgumentError(`Give ${listOf(acts)}, separated by commas.`);
    return act;
  });
}

export function addMcpCommand(program: Command, onExit: OnExit): void {
  program
    .command('mcp')
    .description('serve coding agents by the Model Context Protocol, over standard input and output')
    .argument('[folder...]', 'folders to work in (default: those that the client names, otherwise the current one)')
    .addOption(
      new Option('--allow <act,...>', `do these without asking the user: ${acts.join(', ')}`).argParser(actList),
    )
    .option('--read-only', 'only read: nothing trains, nothing is written, nothing outside of the folders is read')
    .addHelpText(
      'after',
      `${examples(`
        ferexp mcp
        ferexp mcp experiments --allow run,save
        ferexp mcp --read-only
      `)}
A client starts it; docs/agents.md says how to set it up. Before it trains, stops a run, writes, or uses what lies outside of
the folders, it asks the user through the client. Runs go on when the client ends.`,
    )
    .action(async (folders: string[], options) =>
      onExit(await (await import('../commands/mcp')).mcp(folders, options)),
    );
}
