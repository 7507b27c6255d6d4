/** Reads what a complete installation says about itself, and checks that it fits this process. */
import { markerFile } from '../../../storage/machine/engineDirectory';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from './directory';
import { bindingVersion, nodeApiVersion } from './versions';
import { own } from '../../../schemas/own';

export const setupWays = ['download', 'python'] as const;
export type SetupWay = (typeof setupWays)[number];

/** Written only after the installation has computed something: an installation without it does not exist. */
export interface Marker {
  readonly package: string;
  readonly bindingVersion: string;
  /** Version that the loaded library itself reports. */
  readonly tensorFlowVersion: string;
  readonly way: SetupWay;
  readonly platform: string;
  readonly arch: string;
  /** Set up for a GPU. */
  readonly gpu: boolean;
  /** A GPU was found when the installation was checked. */
  readonly gpuFound: boolean;
  /** Folders of CUDA libraries that the process must be started with. Those inside the installation are relative. */
  readonly libraryFolders: readonly string[];
}

export { markerFile };

export interface Installation {
  /** Absolute path. */
  readonly folder: string;
  readonly marker: Marker;
}

export type InstallationState =
  { readonly ready: true; readonly installation: Installation } | { readonly ready: false; readonly reason: string };

function isMarker(value: unknown): value is Marker {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['package', 'bindingVersion', 'tensorFlowVersion', 'way', 'platform', 'arch'];
  const fields = value as Record<string, unknown>;
  return texts.every((name) => typeof own(fields, name) === 'string') && Array.isArray(fields['libraryFolders']);
}

function readMarker(folder: string): Marker | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path.join(folder, markerFile), 'utf8'));
    return isMarker(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The process that would load the installation. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
  /** Highest Node-API version that it knows. */
  readonly nodeApi: number;
}

export function thisHost(): Host {
  return { platform: process.platform, arch: process.arch, nodeApi: Number(process.versions.napi) };
}

/** Why an installation does not fit the process; undefined when it does. */
function misfit(folder: string, marker: Marker, host: Host): string | undefined {
  if (marker.bindingVersion !== bindingVersion) {
    return `it holds version ${marker.bindingVersion} of the binding, but ${bindingVersion} is needed.`;
  }
  if (marker.platform !== host.platform || marker.arch !== host.arch) {
    return `it was built for ${marker.platform}-${marker.arch}, but this is ${host.platform}-${host.arch}.`;
  }
  if (host.nodeApi < nodeApiVersion) {
    return `it needs a Node.js with Node-API ${nodeApiVersion}, but this one has ${host.nodeApi}.`;
  }
  // A link into a Python environment dangles once that environment is removed.
  const binding = bindingFile(folder, marker.package);
  const library = path.join(packageFolder(folder, marker.package), 'deps', 'lib');
  if (!existsSync(binding)) return `${binding} is missing.`;
  if (!libraryNames(host.platform).some((name) => existsSync(path.join(library, name)))) {
    return `the TensorFlow library in ${library} is missing.`;
  }
  return undefined;
}

function libraryNames(platform: string): readonly string[] {
  if (platform === 'win32') return ['tensorflow.dll'];
  if (platform === 'darwin') return ['libtensorflow.2.dylib', 'libtensorflow.dylib'];
  return ['libtensorflow.so', 'libtensorflow.so.2'];
}

export function packageFolder(folder: string, packageName: string): string {
  return path.join(folder, 'node_modules', ...packageName.split('/'));
}

/** The native module, where the package looks for it. */
export function bindingFile(folder: string, packageName: string): string {
  return path.join(packageFolder(folder, packageName), 'lib', `napi-v${nodeApiVersion}`, 'tfjs_binding.node');
}

/** Absolute folders that the dynamic linker must search. */
export function libraryFolders({ folder, marker }: Installation): string[] {
  return marker.libraryFolders.map((entry) => path.resolve(folder, entry));
}

/** Reads only a few small files; loads nothing. */
export function inspectInstallation(directory: string, host: Host = thisHost()): InstallationState {
  const folder = installationFolder(directory);
  if (!existsSync(folder)) return { ready: false, reason: 'TensorFlow is not set up.' };
  const marker = readMarker(folder);
  if (!marker) return { ready: false, reason: `The TensorFlow set-up in ${folder} was never finished.` };
  const wrong = misfit(folder, marker, host);
  if (wrong) return { ready: false, reason: `The TensorFlow set-up in ${folder} does not fit: ${wrong}` };
  return { ready: true, installation: { folder, marker } };
}
