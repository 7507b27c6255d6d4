/** What agents can read without a tool: the schema, the documents and the runs. */
import { readFile } from 'node:fs/promises';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { UserError } from '../../schemas/userError';
import { readSummary } from '../../storage/run/runFile';
import { findRun, runsAround } from '../find/findRun';
import { packagedFile } from '../tasks/entries';
import { ResourceTemplate } from './modelContextProtocol';
import { shownRun } from './shownRun';
import type { Call } from './tool';

/** Documents that are packaged under their own name, by their name as a resource. */
export const documents = {
  agents: { file: 'docs/agents.md', title: 'The server for agents, and what needs the user' },
  statistics: { file: 'docs/statistics.md', title: 'What a comparison says, and why' },
  techniques: { file: 'docs/techniques.md', title: 'Each technique with its formula and its source' },
  glossary: { file: 'docs/glossary.md', title: 'One word for each thing' },
  skill: { file: 'skills/ferexp/SKILL.md', title: 'How to write the file and compare honestly' },
} as const;

const schemaFile = 'schemas/generated/experiment.schema.json';

/** Runs that are listed; every one can be read. */
const mostListed = 100;

export function registerResources(
  server: McpServer,
  callOf: (signal: AbortSignal) => Promise<Pick<Call, 'places'>>,
): void {
  const file = (name: string, uri: string, title: string, mimeType: string, source: string) =>
    void server.registerResource(name, uri, { title, mimeType }, async ({ href }) => ({
      contents: [{ uri: href, mimeType, text: await readFile(packagedFile(source), 'utf8') }],
    }));
  file('schema', 'ferexp://schema/experiment', 'The schema of experiment files', 'application/schema+json', schemaFile);
  for (const [name, { file: source, title }] of Object.entries(documents)) {
    file(name, `ferexp://docs/${name}`, title, 'text/markdown', source);
  }
  const runs = new ResourceTemplate('ferexp://runs/{id}', {
    list: async ({ signal }) => {
      // Clients list resources when they start: that is no time for a question.
      const project = await (await callOf(signal)).places.projectInside();
      const records = project === undefined ? [] : await runsAround(project);
      return {
        resources: records.slice(0, mostListed).map((record) => {
          const { run, experiment, variant, repeat, status } = shownRun(record);
          return { uri: `ferexp://runs/${run}`, name: run, title: `${experiment} / ${variant} ${repeat}: ${status}` };
        }),
      };
    },
  });
  const about = {
    title: 'A run',
    description: 'State, settings’ name and summary of a run.',
    mimeType: 'application/json',
  };
  server.registerResource('run', runs, about, async ({ href }, { id }, { signal }) => {
    const { places } = await callOf(signal);
    if (typeof id !== 'string' || !/^[\w.+-]{1,200}$/.test(id) || /^\.+$/.test(id)) {
      throw new UserError('That is no id of a run.', 'List the resources, or use watch.');
    }
    const record = await findRun(id, await places.project(undefined, signal));
    const summary = await readSummary(record.directory);
    const text = JSON.stringify({ ...shownRun(record), ...(summary && { summary }) }, null, 2);
    return { contents: [{ uri: href, mimeType: about.mimeType, text }] };
  });
}
