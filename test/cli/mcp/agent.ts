/** An agent: the SDK's own client, which starts `ferexp mcp` of dist/ as agents do. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { pathToFileURL } from 'node:url';
import { dist } from '../command';

export interface AgentOptions {
  readonly args?: readonly string[];
  /** How the user answers the next questions, in order; the client cannot ask if absent. */
  readonly user?: ('yes' | 'no' | 'decline' | 'cancel')[];
  /** Folders that the client names. */
  readonly roots?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly failed: boolean;
  readonly text: string;
  /** The structured content. */
  readonly result: Readonly<Record<string, unknown>>;
}

export class Agent {
  /** What the user was asked. */
  readonly questions: string[] = [];
  errors = '';
  /** Called before the user answers. */
  whenAsked: () => void = () => undefined;

  private constructor(
    readonly client: Client,
    readonly transport: StdioClientTransport,
  ) {}

  static async start(folder: string, { args = [], user, roots, env = {} }: AgentOptions = {}): Promise<Agent> {
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'NODE_V8_COVERAGE',
    );
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [path.join(dist, 'ferexp.js'), 'mcp', ...args],
      cwd: folder,
      env: {
        ...Object.fromEntries(inherited),
        FEREXP_ENGINE_DIR: path.join(folder, 'no-engines'),
        FEREXP_WASM_WORKERS: '1',
        ...env,
      },
      stderr: 'pipe',
    });
    const client = new Client(
      { name: 'agent', version: '1' },
      { capabilities: { ...(user && { elicitation: { form: {} } }), ...(roots && { roots: {} }) } },
    );
    const agent = new Agent(client, transport);
    transport.stderr!.on('data', (chunk) => (agent.errors += String(chunk)));
    if (user) {
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
        agent.questions.push(params.message);
        agent.whenAsked();
        const answer = user.shift();
        if (answer === 'decline' || answer === 'cancel') return { action: answer };
        return { action: 'accept', content: { agree: answer === 'yes' } };
      });
    }
    if (roots) {
      const named = roots.map((root) => ({ uri: pathToFileURL(root).href }));
      client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: named }));
    }
    await client.connect(transport);
    return agent;
  }

  /** Calls a tool. No answer shows a stack trace or a control character. */
  async call(name: string, input: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    // Listing the tools lets the client check each answer against its output schema.
    await this.client.listTools();
    const answer = await this.client.callTool({ name, arguments: { ...input } }, CallToolResultSchema, {
      timeout: 120_000,
    });
    assert.ok(Array.isArray(answer.content));
    const text = answer.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    const all = text + JSON.stringify(answer.structuredContent ?? {});
    assert.doesNotMatch(all, /^\s+at .*:\d+:\d+\)?$/m);
    assert.doesNotMatch(all, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    return {
      failed: answer.isError === true,
      text,
      result: (answer.structuredContent ?? {}) as Readonly<Record<string, unknown>>,
    };
  }

  /** Calls a tool that must succeed. */
  async done(name: string, input?: Readonly<Record<string, unknown>>): Promise<Answer> {
    const answer = await this.call(name, input);
    assert.ok(!answer.failed, answer.text);
    return answer;
  }

  async close(): Promise<void> {
    await this.client.close();
    assert.equal(this.errors, '', 'nothing on standard error');
  }
}
