import '../vscodeStub';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { receive } from '../../../extension/views/receive';
import { isComparisonPanelRequest } from '../../../schemas/messages/comparison';

describe('messages from a page', () => {
  it('reach the panel where they are what such a page can ask, and the output where they are not', () => {
    let send: (message: unknown) => void = () => undefined;
    const webview = {
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        send = listener;
        return { dispose: () => undefined };
      },
    };
    const [answered, warned]: [string[], string[]] = [[], []];
    const log = { warn: (message: string) => void warned.push(message) };
    receive(webview, isComparisonPanelRequest, log, ({ type }) => answered.push(type));
    send({ type: 'openRun', directory: '/runs/a' });
    send({ type: 'openRun', directory: { toString: 'x' } });
    const circular: Record<string, unknown> = { type: '\u001b[31m' };
    circular['self'] = circular;
    send(circular);
    assert.deepEqual(answered, ['openRun']);
    assert.equal(warned.length, 2);
    assert.ok(warned.every((message) => !message.includes('\u001b')));
  });

  it('are received in one place', () => {
    const folder = path.join(__dirname, '../../../extension');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const receiving = files.filter((name) =>
      /\.onDidReceiveMessage\(/.test(readFileSync(path.join(folder, name), 'utf8')),
    );
    assert.deepEqual(receiving, [path.join('views', 'receive.ts')]);
  });
});
