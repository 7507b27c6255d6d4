/** What a tool is, and how its results and errors are answered. */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { explainFailure } from '../../runner/run/failures';
import type { Progress } from '../../runner/progress';
import type { Consent } from './consent';
import { z } from './modelContextProtocol';
import type { Places } from './places';

/** What a tool works with. */
export interface Call {
  readonly places: Places;
  readonly consent: Consent;
  /** Aborts when the client gives up. */
  readonly signal: AbortSignal;
  /** Tells the client, if it wants to know. */
  readonly onProgress: Progress;
}

export interface Answered<Output> {
  /** Fits the output schema. */
  readonly result: Output;
  /** The same in a few words. */
  readonly text: string;
}

interface Definition<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly annotations: Required<Omit<ToolAnnotations, 'title'>>;
  /** Whether it belongs to a server that only reads. */
  readonly readOnly: boolean;
  readonly run: (input: z.infer<Input>, call: Call) => Promise<Answered<z.infer<Output>>>;
}

export interface Tool {
  readonly readOnly: boolean;
  readonly register: (server: McpServer, callOf: (signal: AbortSignal) => Promise<Omit<Call, 'onProgress'>>) => void;
}

/** For a tool that changes nothing. It never talks to anything but this computer. */
export const reading = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

export function tool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: Definition<Input, Output>,
): Tool {
  const { name, title, description, input, output, annotations, readOnly, run } = definition;
  return {
    readOnly,
    register: (server, callOf) =>
      void server.registerTool<z.ZodObject, z.ZodObject>(
        name,
        { title, description, inputSchema: input, outputSchema: output, annotations },
        async (given, extra) => {
          try {
            const { result, text } = await run(input.parse(given), {
              ...(await callOf(extra.signal)),
              onProgress: progressOf(extra),
            });
            return { structuredContent: result, content: [{ type: 'text', text }] };
          } catch (error) {
            return { isError: true, content: [{ type: 'text', text: errorText(error) }] };
          }
        },
      ),
  };
}

/** Milliseconds between two messages. */
const progressMs = 1000;

/** Progress as the protocol has it: whoever asks for it gives a token. */
function progressOf({ _meta, sendNotification }: RequestHandlerExtra<ServerRequest, ServerNotification>): Progress {
  const progressToken = _meta?.progressToken;
  let [last, progress] = [-Infinity, 0];
  return ({ detail }) => {
    const now = performance.now();
    if (progressToken === undefined || now - last < progressMs) return;
    [last, progress] = [now, progress + 1];
    const params = { progressToken, progress, message: detail };
    // A client that is gone needs none.
    void sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}

/** What went wrong and what to do. */
function errorText(error: unknown): string {
  const { message, remedy } = explainFailure(error, 'Try again. If it happens again, it is a bug of FER Experiments.');
  return [message, remedy].filter((part) => part !== undefined).join('\n');
}

/** Control characters in a path are mistakes. */
export const pathText = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^\P{Cc}*$/u, 'a path has no control characters');

/** A name of a run, an experiment or a variant. */
export const nameText = z.string().min(1).max(400);

export const projectInput = pathText
  .optional()
  .describe('Folder of the project whose runs are meant; by default the folder that the server works in.');
