/** Small and read-only file systems, where the platform lets a test mount them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;

function temporary(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-place-')));
  // Other users are to reach it.
  chmodSync(folder, 0o755);
  return folder;
}

/** A file system of its own in memory. */
export class SmallDisk {
  readonly folder = temporary();
  readonly mounted: boolean;

  constructor(size: string) {
    this.mounted =
      process.platform === 'linux' && succeeds('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.folder);
  }

  /** @param options of mount, for example `size=32m` or `ro` */
  remount(options: string): void {
    if (!succeeds('mount', '-o', `remount,${options}`, this.folder)) throw new Error(`Cannot remount with ${options}.`);
  }

  dispose(): void {
    if (this.mounted && !succeeds('umount', this.folder)) succeeds('umount', '--lazy', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether tests may mount file systems here. */
export const canMount = (() => {
  const probe = new SmallDisk('64k');
  probe.dispose();
  return probe.mounted;
})();

/** A user whom a folder's rights bind: root may write anywhere, so tests of root's use another. */
export const boundUser = process.getuid?.() === 0 ? 65_534 : undefined;

/** Whether that user can run Node.js and read these files. */
export const canRunBound = (program: string): boolean =>
  process.platform !== 'win32' &&
  spawnSync(process.execPath, [program, '--version'], {
    cwd: os.tmpdir(),
    ...(boundUser === undefined ? {} : { uid: boundUser, gid: boundUser }),
  }).status === 0;
