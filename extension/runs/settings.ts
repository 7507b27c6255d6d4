/** Passes VS Code settings to `ferexp` as environment variables. */
import * as vscode from 'vscode';
import { findNodeRuntime, type NodeRuntime } from './nodeRuntime';

/** Returns the value of one of our settings. @param name without the prefix `ferexp.` */
type Get = (name: string) => unknown;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const positive = (value: unknown): string => (typeof value === 'number' && value > 0 ? String(value) : '');

/**
 * Environment variables for the settings that differ from their defaults, so that for the others the user's own variables
 * count. Invalid values are passed on: `ferexp` reports what is wrong with them.
 */
export function settingsEnvironment(get: Get): Record<string, string> {
  const engine = text(get('engine'));
  const threads = positive(get('threads'));
  const variables = {
    FEREXP_ENGINE: engine === 'auto' ? '' : engine,
    FEREXP_WASM_WORKERS: threads,
    TF_NUM_INTRAOP_THREADS: threads,
    FEREXP_FEATURES_GB: positive(get('featuresCacheSize')),
    FEREXP_ENGINE_DIR: text(get('engineFolder')),
    FEREXP_WEIGHTS_DIR: text(get('weightsFolder')),
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

const get: Get = (name) => vscode.workspace.getConfiguration('ferexp').get(name);

/** The environment of this process with the variables of the settings. */
export function configuredEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...settingsEnvironment(get) };
}

/** The Node.js and the environment that the settings ask for. @throws UserError if that Node.js does not work */
export async function configuredRuntime(): Promise<NodeRuntime> {
  const runtime = await findNodeRuntime(text(get('node')));
  return { ...runtime, environment: { ...settingsEnvironment(get), ...runtime.environment } };
}

/** Calls the listener when one of our settings changes. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('ferexp') && listener());
}
