/** The folders that a server may read without a question, and the paths that agents name in them. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CheckContext } from '../../experiment/checks';
import { cacheFolderIn, logsFolderOf, projectOfRuns } from '../../experiment/project';
import { disk } from '../../storage/files/disk';
import { isWithin, realPlace } from '../../storage/files/realPlace';
import { outsideOf } from '../../storage/outside';
import { UserError } from '../../schemas/userError';
import { runsRootAround } from '../find/experimentFile';
import type { Consent } from './consent';

/** What checks of an experiment look up, of these folders alone. */
export type Look = Omit<CheckContext, 'path'>;

export class Places {
  private constructor(
    /** Absolute, with links resolved; at least one. */
    private readonly folders: readonly [string, ...string[]],
    private readonly consent: Consent,
  ) {}

  /**
   * @param given folders of the command line, or those that the client names
   * @throws UserError if there is none and the current folder is as wide as a home folder
   */
  static async of(given: readonly string[], consent: Consent): Promise<Places> {
    const [first, ...others] = await Promise.all(given.map((folder) => realPlace(folder)));
    return new Places(first === undefined ? [await currentFolder()] : [first, ...others], consent);
  }

  /**
   * The absolute path of a name, with links resolved; relative ones start from the first folder.
   * @throws UserError if it lies outside and the user does not allow it
   */
  async resolve(name: string, signal: AbortSignal): Promise<string> {
    const [file] = await this.allow([path.resolve(this.folders[0], name)], signal);
    return file!;
  }

  /**
   * The folder of a project, by default the first one.
   * @throws UserError if it, or where it keeps its runs, lies outside and the user does not allow it
   */
  async project(name: string | undefined, signal: AbortSignal): Promise<string> {
    const folder = await this.resolve(name ?? '.', signal);
    await this.allow(ownFoldersOf(runsRootAround(folder)), signal);
    return folder;
  }

  /** The first folder, if its project keeps its runs inside of the folders: for what nobody asks about. */
  async projectInside(): Promise<string | undefined> {
    const [folder] = this.folders;
    const outside = await outsideOf(ownFoldersOf(runsRootAround(folder)), this.folders);
    return outside.length === 0 ? folder : undefined;
  }

  /** Names of experiments; those of files as paths. @throws UserError as `resolve` */
  async experiments(names: readonly string[], signal: AbortSignal): Promise<string[]> {
    const found = [];
    for (const name of names) found.push(name.endsWith('.json') ? await this.resolve(name, signal) : name);
    return found;
  }

  /** The id of a run, or its directory with links resolved. @throws UserError as `resolve` */
  async run(name: string, project: string, signal: AbortSignal): Promise<string> {
    const file = path.resolve(project, name);
    return /[\\/]/.test(name) || existsSync(file) ? this.resolve(file, signal) : name;
  }

  /** Asks for those of the paths that lie outside. @returns the paths with links resolved */
  async allow(paths: readonly string[], signal: AbortSignal): Promise<string[]> {
    const outside = await outsideOf(paths, this.folders);
    await this.consent.askOutside(outside, signal);
    return Promise.all(paths.map((file) => realPlace(file)));
  }

  /** As the disk, but nothing is known of what lies outside. */
  look(): Look {
    const inside = (file: string): boolean => this.folders.some((folder) => isWithin(folder, disk.realPath(file)));
    return {
      exists: (file) => (inside(file) ? disk.exists(file) : undefined),
      list: (folder) => (inside(folder) ? disk.list(folder) : undefined),
      read: (file) => (inside(file) ? disk.read(file) : undefined),
      realPath: disk.realPath,
    };
  }
}

/** A project and our folders in it, each of which may be a link to somewhere else. */
export function ownFoldersOf(runsRoot: string): string[] {
  const project = projectOfRuns(runsRoot);
  return [project, path.dirname(runsRoot), runsRoot, logsFolderOf(runsRoot), cacheFolderIn(project)];
}

/** Clients without a folder start programs in the home folder or at the root: everything would be inside. */
async function currentFolder(): Promise<string> {
  const current = await realPlace('.');
  if (current !== path.parse(current).root && current !== (await realPlace(os.homedir()))) return current;
  throw new UserError(
    `No folder is known to work in: the server was started in ${current}.`,
    'Name the project’s folder where the server is set up: ferexp mcp FOLDER.',
  );
}
