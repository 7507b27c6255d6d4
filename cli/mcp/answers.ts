/** Asks the user through the client, by MCP elicitation. */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Answer, Ask } from './consent';

/** Milliseconds. Whoever has not answered by then has not agreed. */
const patience = 15 * 60_000;

export function asking({ server }: McpServer): Ask {
  return async (question, signal): Promise<Answer> => {
    if (!server.getClientCapabilities()?.elicitation?.form) return 'unasked';
    const agree = { type: 'boolean' as const, title: 'Do it', description: question };
    try {
      const { action, content } = await server.elicitInput(
        {
          mode: 'form',
          message: question,
          requestedSchema: { type: 'object', properties: { agree }, required: ['agree'] },
        },
        { signal, timeout: patience },
      );
      return action === 'accept' && content?.['agree'] === true ? 'yes' : 'no';
    } catch {
      // No answer, or none that fits the question, is none of agreement.
      return 'no';
    }
  };
}
