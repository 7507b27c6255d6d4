import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { activated, extensionId, fileIn, folder } from './workspace';

interface Contributed {
  readonly languageModelTools: readonly { readonly name: string; readonly inputSchema: object }[];
  readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
}

const token = (): vscode.CancellationToken => new vscode.CancellationTokenSource().token;

async function answerOf(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { toolInvocationToken: undefined, input }, token());
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describe('agents of the editor', () => {
  before(() => activated());

  it('see the tools of the manifest, with their schemas', () => {
    const { packageJSON } = vscode.extensions.getExtension(extensionId)!;
    const { languageModelTools } = (packageJSON as { contributes: Contributed }).contributes;
    const seen = vscode.lm.tools.filter(({ name }) => name.startsWith('ferexp_'));
    assert.deepEqual(
      seen.map(({ name, inputSchema }) => ({ name, inputSchema })).sort((a, b) => (a.name < b.name ? -1 : 1)),
      languageModelTools
        .map(({ name, inputSchema }) => ({ name, inputSchema }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    assert.equal(seen.length, 3);
  });

  it('validate a file', async () => {
    assert.match(
      await answerOf('ferexp_validate', { file: 'tiny.ferexp.json' }),
      /^tiny\.ferexp\.json: valid, \d+ runs?/,
    );
    await assert.rejects(answerOf('ferexp_validate', { file: 'nothing.ferexp.json' }), /nothing\.ferexp\.json/);
  });

  it('are told which experiments have runs where one has none', async () => {
    await assert.rejects(answerOf('ferexp_compare', { experiments: ['none\u001b[31m'] }), /There are no runs/);
  });

  it('are offered a server for the folder, which answers', async () => {
    const { mcpServers } = await activated();
    const [server, ...others] = await mcpServers.provideMcpServerDefinitions();
    assert.ok(server);
    assert.deepEqual(others, []);
    assert.deepEqual(server.args.slice(1), ['mcp', folder()]);
    assert.equal(server.cwd?.fsPath, folder());
    const env: NodeJS.ProcessEnv = { ...process.env };
    for (const [name, value] of Object.entries(server.env)) if (value !== null) env[name] = String(value);
    const child = spawn(server.command, server.args, { cwd: folder(), env, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ask = async (message: object): Promise<unknown> => {
        child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
        return JSON.parse(String((await lines.next()).value)) as unknown;
      };
      const clientInfo = { name: 'host', version: '1' };
      const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
      const initialized = (await ask({ id: 1, method: 'initialize', params: hello })) as {
        result: { serverInfo: { name: string } };
      };
      assert.equal(initialized.result.serverInfo.name, 'ferexp');
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
      const params = { name: 'validate', arguments: { file: 'tiny.ferexp.json' } };
      const { result } = (await ask({ id: 2, method: 'tools/call', params })) as {
        result: { structuredContent: { valid: boolean; file: string } };
      };
      assert.deepEqual(
        [result.structuredContent.valid, result.structuredContent.file],
        [true, fileIn('tiny.ferexp.json')],
      );
    } finally {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
    }
    assert.equal(child.exitCode, 0);
  });
});
