/** The editor's settings as the environment variables of `ferexp` that they stand for. */
import * as vscode from 'vscode';
import { findNodeRuntime, type NodeRuntime } from './nodeRuntime';

/** Value of a setting of ours, without the prefix. */
type Get = (name: string) => unknown;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const positive = (value: unknown): string => (typeof value === 'number' && value > 0 ? String(value) : '');

/**
 * Variables for what is set; nothing for what is as by default, so that a variable of the person's own counts there. What
 * does not make sense is handed on as it is: `ferexp` says what is wrong with it.
 */
export function settingsEnvironment(get: Get): Record<string, string> {
  const engine = text(get('engine'));
  const threads = positive(get('threads'));
  const given = {
    FEREXP_ENGINE: engine === 'auto' ? '' : engine,
    FEREXP_WASM_WORKERS: threads,
    TF_NUM_INTRAOP_THREADS: threads,
    FEREXP_FEATURES_GB: positive(get('featuresCacheSize')),
    FEREXP_ENGINE_DIR: text(get('engineFolder')),
    FEREXP_WEIGHTS_DIR: text(get('weightsFolder')),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

const get: Get = (name) => vscode.workspace.getConfiguration('ferexp').get(name);

/** Our own environment with what the settings say. */
export function configuredEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...settingsEnvironment(get) };
}

/** The Node.js that the settings ask for, with the environment that they ask for. @throws UserError when it does not work */
export async function configuredRuntime(): Promise<NodeRuntime> {
  const runtime = await findNodeRuntime(text(get('node')));
  return { ...runtime, environment: { ...settingsEnvironment(get), ...runtime.environment } };
}

/** One of our settings was changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('ferexp') && listener());
}
