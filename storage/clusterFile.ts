/** Reads ferexp.cluster.json: what the runs of a project ask of Slurm. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getNodeValue } from 'jsonc-parser';
import type { ErrorObject } from 'ajv';
import { Locator } from '../experiment/locate';
import { nearestName } from '../experiment/names';
import { inPrint } from '../experiment/parse';
import { projectFolder } from '../experiment/project';
import { parseSyntax, repeatedKeys } from '../experiment/syntax';
import { LineMap } from '../experiment/text';
import type { JsonPath, Problem, TextRange } from '../experiment/types';
import clusterSchema from '../schemas/cluster.schema.json';
import type { ClusterSettings } from '../schemas/generated/cluster';
import { validateCluster } from '../schemas/generated/validators.js';
import { own } from '../schemas/own';
import { duration } from '../words/numbers';
import { timeLimit } from './cluster/timeLimit';
import { errorCode, fileError } from './files/fileError';
import { ruleWords } from './files/ruleWords';

/** Seconds before the time limit at which a run is told to write its checkpoint; the default of the schema. */
export const defaultWarning = 120;

/** Name of the file in a project. */
export const clusterFile = 'ferexp.cluster.json';

export interface ReadCluster {
  /** Absolute path of the file, whether it is there or not. */
  readonly path: string;
  readonly isThere: boolean;
  /** Absent when the file has a mistake. */
  readonly settings?: ClusterSettings;
  readonly problems: readonly Problem[];
  readonly lines: LineMap;
}

/**
 * The settings for an experiment; those of Slurm itself where its project has no such file.
 * @param given path of another file than that of the project
 * @throws UserError when it cannot be read
 */
export async function readCluster(experiment: string, given?: string): Promise<ReadCluster> {
  const file = path.resolve(given ?? path.join(projectFolder(experiment), clusterFile));
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (given === undefined && errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `read the settings of the cluster ${file}`, 2);
  });
  if (text === undefined) {
    return { path: file, isThere: false, settings: { version: 1 }, problems: [], lines: new LineMap('') };
  }
  return { path: file, isThere: true, ...parseCluster(text) };
}

/** Parses JSON with comments. Codes: `syntax`, `cluster/*`. */
export function parseCluster(text: string): Omit<ReadCluster, 'path' | 'isThere'> {
  const lines = new LineMap(text);
  const { tree, problems: syntax } = parseSyntax(lines, expected);
  if (tree === undefined || syntax.length > 0) return { problems: inPrint(syntax), lines };
  const value: unknown = structuredClone(getNodeValue(tree));
  const locator = new Locator(tree, lines);
  const problems = [...repeatedKeys(tree, lines)];
  if (!validateCluster(value))
    problems.push(...(validateCluster.errors ?? []).map((e) => problemOf(e, value, locator)));
  if (problems.length > 0) return { problems: inPrint(problems), lines };
  const settings = value as ClusterSettings;
  const wrong = timeProblem(settings, locator);
  return wrong ? { problems: [wrong], lines } : { settings, problems, lines };
}

/** Code of problems that a schema cannot know. */
export const timeCode = 'cluster/time';

function timeProblem({ time, warningSeconds }: ClusterSettings, locator: Locator): Problem | undefined {
  if (time === undefined) return undefined;
  const { seconds, mistake } = timeLimit(time);
  const at = (name: 'time' | 'warningSeconds', message: string): Problem => ({
    ...problem([name], locator.value([name]), message),
    code: timeCode,
  });
  if (mistake !== undefined) return at('time', `“time” is "${time}": ${mistake}.`);
  const warning = warningSeconds ?? defaultWarning;
  if (seconds === 0 || warning < seconds) return undefined;
  const given = warningSeconds === undefined ? `${warning} where it is not given` : `${warning}`;
  return at(
    warningSeconds === undefined ? 'time' : 'warningSeconds',
    `“warningSeconds” is ${given}, and “time” is ${duration(seconds)}: a job would be told to write its checkpoint before it begins. Give “time” more, or “warningSeconds” less.`,
  );
}

const expected =
  'Expected the settings of a cluster, such as { "version": 1, "partition": "gpu", "time": "04:00:00" }.';

function problemOf(error: ErrorObject, value: unknown, locator: Locator): Problem {
  const place = error.instancePath.split('/').slice(1);
  const at = place.map((name) => (/^\d+$/.test(name) ? Number(name) : name));
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params['additionalProperty']);
    const nearest = nearestName(name, Object.keys(clusterSchema.properties));
    const meant = nearest === undefined ? '' : ` Did you mean “${nearest}”?`;
    return problem([...at, name], locator.key([...at, name]), `“${name}” is no setting of a cluster.${meant}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return problem([], locator.value([]), expected);
  const words = ruleWords(error, value);
  if (error.keyword !== 'pattern') return problem(at, locator.value(at), `${words}.`);
  return problem(
    at,
    locator.value(at),
    `${words}: ${own(forms, place[0]!) ?? 'it has characters that cannot be there'}.`,
  );
}

/** What a text is expected to be. */
const forms: Readonly<Record<string, string>> = {
  time: 'minutes such as "30", or "04:00:00", or "1-12:00:00" was expected',
  memory: 'a size such as "8G" was expected',
  gpus: 'a number such as "1", or a type and a number such as "a100:1" was expected',
  partition: 'a name, or several with commas between them, was expected',
  account: 'a name was expected',
  setup: 'one line of shell was expected',
};

function problem(path: JsonPath, range: TextRange, message: string): Problem {
  return { severity: 'error', code: 'cluster/setting', message, path, range, fixes: [] };
}
