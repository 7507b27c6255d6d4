/** Writes experiments as a new one is written, so that pictures show what the user has. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Template, templates } from '../../extension/commands/templates';

export const writeExperiment = (folder: string, template: Template['id'], name: string): Promise<void> =>
  writeFile(path.join(folder, `${name}.ferexp.json`), templates.find(({ id }) => id === template)!.text(name));
