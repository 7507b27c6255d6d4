/** Figures of the command line, to hold those of the pages against. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { figure } from '../../cli/commands/figure';
import { temporaryFolder } from './fixtures';

/**
 * What `ferexp figure` writes without further options.
 * @param subject run directory or experiment file
 */
export async function commandFigure(subject: string, more: Partial<Parameters<typeof figure>[1]>): Promise<string> {
  const output = path.join(await temporaryFolder(), 'figure.svg');
  const options = { split: 'test', variant: 'base', faces: 40, batches: true, earlier: true, project: '.', output };
  assert.equal(await figure(subject, { ...options, ...more }), 0);
  return readFile(output, 'utf8');
}
