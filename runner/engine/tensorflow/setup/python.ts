/** Way `python`: the binding is built against the TensorFlow of a Python environment. */
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../../schemas/userError';
import { bindingFile, packageFolder } from '../installation';
import { bindingVersion, nodeGypVersion, tensorFlowVersion } from '../versions';
import { buildBinding } from './build';
import type { Installed } from './download';
import { type SetupJob, runStep } from './job';
import { installPackages } from './npm';

const packageName = '@tensorflow/tfjs-node-gpu';

/** How many steps `setUpWithPython` reports. */
export function pythonSteps(existingPython: string | undefined): number {
  return existingPython === undefined ? 4 : 3;
}

export async function setUpWithPython(job: SetupJob): Promise<Installed> {
  job.report('Installing the TensorFlow.js binding from the npm registry');
  await installPackages(job, [`${packageName}@${bindingVersion}`, `node-gyp@${nodeGypVersion}`], false);
  const python = job.existingPython ?? (await installTensorFlow(job));
  const location = await locateTensorFlow(job, python);
  job.report(`Linking TensorFlow ${location.version}`);
  const inside = job.existingPython === undefined;
  await linkLibrary(job, location.tensorflow, inside);
  job.report('Building the binding with the C++ compiler');
  await buildBinding(job, packageFolder(job.folder, packageName), bindingFile(job.folder, packageName), python);
  const folders = job.gpu ? await cudaFolders(location.nvidia) : [];
  return {
    package: packageName,
    libraryFolders: inside ? folders.map((folder) => path.relative(job.folder, folder)) : folders,
  };
}

/** Creates a separate environment, so that the user's environments stay unchanged. Returns its interpreter. */
async function installTensorFlow(job: SetupJob): Promise<string> {
  const wanted = job.gpu ? `tensorflow[and-cuda]==${tensorFlowVersion}` : `tensorflow-cpu==${tensorFlowVersion}`;
  job.report(`Installing ${wanted} from the Python package index (${job.gpu ? '3 GB' : '230 MB'})`);
  const environment = path.join(job.folder, 'python');
  await runStep(job, job.tools.python!, ['-m', 'venv', environment]);
  const python = path.join(environment, 'bin', 'python');
  // The C library needs none of the Python packages; on a GPU it needs the CUDA libraries among them.
  const dependencies = job.gpu ? [] : ['--no-deps'];
  const flags = ['--disable-pip-version-check', '--no-input', '--no-compile', '--only-binary', ':all:'];
  await runStep(job, python, ['-m', 'pip', 'install', ...flags, ...dependencies, wanted]);
  return python;
}

interface Location {
  readonly version: string;
  /** Folder of the Python package `tensorflow`. */
  readonly tensorflow: string;
  /** Folder of the Python packages `nvidia.*`; undefined when there are none. */
  readonly nvidia: string | undefined;
}

// The package is found without being imported: importing takes seconds and needs its dependencies.
const locateScript = `
import importlib.metadata as metadata, importlib.util as util, json
def folder(name):
    spec = util.find_spec(name)
    return spec and list(spec.submodule_search_locations)[0]
versions = [d.version for n in ('tensorflow', 'tensorflow-cpu', 'tensorflow_cpu', 'tensorflow-macos')
            for d in metadata.distributions(name=n)]
print(json.dumps({'version': (versions or ['of unknown version'])[0], 'tensorflow': folder('tensorflow'), 'nvidia': folder('nvidia')}))
`;

async function locateTensorFlow(job: SetupJob, python: string): Promise<Location> {
  const found = JSON.parse(await runStep(job, python, ['-c', locateScript])) as {
    version: string;
    tensorflow: string | null;
    nvidia: string | null;
  };
  if (found.tensorflow === null) {
    throw new UserError(
      `The Python environment of ${python} has no TensorFlow.`,
      `Install it there (\`${python} -m pip install tensorflow\`), or set up without --python.`,
    );
  }
  return { version: found.version, tensorflow: found.tensorflow, nvidia: found.nvidia ?? undefined };
}

/** Uses links, because the library has some 600 MB; relative ones inside the draft, which is renamed in the end. */
async function linkLibrary(job: SetupJob, tensorflow: string, inside: boolean): Promise<void> {
  const deps = path.join(packageFolder(job.folder, packageName), 'deps');
  const files = await readdir(tensorflow);
  const pick = (name: string): string => {
    const found = files.find((file) => file.startsWith(`${name}.`));
    if (found) return path.join(tensorflow, found);
    throw new UserError(
      `${tensorflow} has no ${name}, which TensorFlow packages carry from version 2.13 on.`,
      `Use a newer TensorFlow, or set up without --python.`,
    );
  };
  const core = pick('libtensorflow_cc');
  const framework = pick('libtensorflow_framework');
  const mac = job.platform === 'darwin';
  const names = mac
    ? { core: ['libtensorflow.2.dylib', 'libtensorflow_cc.2.dylib'], framework: ['libtensorflow_framework.2.dylib'] }
    : {
        core: ['libtensorflow.so', 'libtensorflow_cc.so.2'],
        framework: ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
      };
  const library = path.join(deps, 'lib');
  await rm(deps, { recursive: true, force: true });
  await mkdir(library, { recursive: true });
  const link = (target: string, at: string): Promise<void> =>
    symlink(inside ? path.relative(path.dirname(at), target) : target, at);
  for (const name of names.core) await link(core, path.join(library, name));
  for (const name of names.framework) await link(framework, path.join(library, name));
  await link(path.join(tensorflow, 'include'), path.join(deps, 'include'));
}

async function cudaFolders(nvidia: string | undefined): Promise<string[]> {
  if (nvidia === undefined) return [];
  const packages = await readdir(nvidia, { withFileTypes: true });
  const folders = packages.filter((entry) => entry.isDirectory()).map((entry) => path.join(nvidia, entry.name, 'lib'));
  const present = await Promise.all(
    folders.map((folder) =>
      readdir(folder).then(
        () => true,
        () => false,
      ),
    ),
  );
  return folders.filter((_, index) => present[index]);
}
