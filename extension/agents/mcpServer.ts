/** Offers `ferexp mcp` to the agents of the editor, for the folders of the workspace. */
import * as vscode from 'vscode';
import { version } from '../../package.json';
import { Owner } from '../disposables';
import { serverArguments } from './serverArguments';
import { stepDone } from '../walkthrough';
import { configuredRuntime, onDidChangeSettings } from '../runs/settings';

/** As in package.json. */
const providerId = 'ferexp';

export class McpServers extends Owner implements vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeMcpServerDefinitions = this.#changed.event;

  /** @param script absolute path of dist/ferexp.js */
  constructor(private readonly script: string) {
    super();
    const changed = (): void => this.#changed.fire();
    this.own(vscode.workspace.onDidChangeWorkspaceFolders(changed));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(changed));
    this.own(onDidChangeSettings(changed));
    this.own(vscode.lm.registerMcpServerDefinitionProvider(providerId, this));
  }

  /** One server for all folders; none without a folder. In an untrusted workspace it only reads. */
  async provideMcpServerDefinitions(): Promise<vscode.McpStdioServerDefinition[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const [first] = folders;
    if (!first) return [];
    const runtime = await configuredRuntime();
    const server = new vscode.McpStdioServerDefinition(
      'FER Experiments',
      runtime.command,
      serverArguments(
        this.script,
        vscode.workspace.isTrusted,
        folders.map(({ uri }) => uri.fsPath),
      ),
      { ...runtime.environment },
      version,
    );
    server.cwd = first.uri;
    return [server];
  }

  /** VS Code asks for it when it starts the server. */
  resolveMcpServerDefinition(server: vscode.McpStdioServerDefinition): vscode.McpStdioServerDefinition {
    stepDone('startedServer');
    return server;
  }
}
