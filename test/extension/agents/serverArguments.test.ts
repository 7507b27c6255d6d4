import assert from 'node:assert/strict';
import { createProgram } from '../../../cli/arguments/program';
import { serverArguments } from '../../../extension/agents/serverArguments';

describe('the server for the agents of the editor', () => {
  it('works in the folders of the workspace, and only reads while the workspace is untrusted', () => {
    assert.deepEqual(serverArguments('/x/ferexp.js', true, ['/a', '/b c']), ['/x/ferexp.js', 'mcp', '/a', '/b c']);
    assert.deepEqual(serverArguments('/x/ferexp.js', false, ['/a']), ['/x/ferexp.js', 'mcp', '--read-only', '/a']);
  });

  it('is started with options that the command has', () => {
    const command = createProgram('1.0.0', () => undefined).commands.find((each) => each.name() === 'mcp');
    assert.ok(command);
    assert.ok(command.options.some(({ long }) => long === '--read-only'));
    const { operands, unknown } = command.parseOptions(serverArguments('/x', false, ['/a']).slice(2));
    assert.deepEqual([operands, unknown], [['/a'], []]);
  });
});
