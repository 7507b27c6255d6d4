/** Sends no control characters of foreign texts: whatever an answer quotes, a client may show it in a terminal. */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { isObject } from '../../experiment/json';
import { printableLines } from '../../words/printable';

/** Makes every text that the transport sends printable. @returns the transport */
export function printing<T extends Transport>(transport: T): T {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send(printableIn(message), options);
  return transport;
}

/** Other texts, and otherwise the same. */
function printableIn<T>(value: T): T {
  return within(value) as T;
}

function within(value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value);
  if (Array.isArray(value)) return value.map(within);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printableLines(key), within(inner)]));
}
