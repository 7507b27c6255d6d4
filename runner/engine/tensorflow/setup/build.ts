/** Builds the binding's native module with node-gyp. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { nodeApiVersion } from '../versions';
import { type SetupJob, runStep } from './job';

/**
 * @param folder of the package
 * @param binding the file to build
 * @param python interpreter that node-gyp itself runs on
 */
export async function buildBinding(job: SetupJob, folder: string, binding: string, python: string): Promise<void> {
  const gyp = path.join(job.folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  await runStep(
    job,
    job.tools.node,
    [
      gyp,
      'rebuild',
      ...headers(job.tools.node),
      `--python=${python}`,
      '--module_name=tfjs_binding',
      `--module_path=${path.dirname(binding)}`,
      `--napi_version=${nodeApiVersion}`,
      `--napi_build_version=${nodeApiVersion}`,
    ],
    folder,
  );
  if (job.platform === 'darwin') await relink(job, binding);
  // Remove objects and makefiles, which contain absolute paths of the draft.
  await rm(path.join(folder, 'build'), { recursive: true, force: true });
}

/** Headers that came with Node.js; node-gyp downloads them when there are none. */
function headers(node: string): string[] {
  const prefix = path.dirname(path.dirname(node));
  return existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

/** The libraries of the wheel have other names than those that the package's build file expects. */
async function relink(job: SetupJob, binding: string): Promise<void> {
  const changes = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'].flatMap((name) => [
    '-change',
    `@rpath/${name}`,
    `@loader_path/../../deps/lib/${name}`,
  ]);
  await runStep(job, '/usr/bin/install_name_tool', [...changes, binding]);
  await runStep(job, '/usr/bin/codesign', ['--force', '--sign', '-', binding]);
}
