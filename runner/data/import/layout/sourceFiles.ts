/** Finds files of a folder by the end of their path. */
import { UserError } from '../../../../schemas/userError';
import { printable } from '../../../../words/printable';

export class SourceFiles {
  private readonly all: ReadonlySet<string>;
  private readonly byName = new Map<string, string[]>();

  /**
   * @param source for messages
   * @param paths relative, with `/` between names
   */
  constructor(
    private readonly source: string,
    readonly paths: readonly string[],
  ) {
    this.all = new Set(paths);
    for (const path of paths) {
      const name = nameOf(path);
      const same = this.byName.get(name);
      if (same) same.push(path);
      else this.byName.set(name, [path]);
    }
  }

  /**
   * @param wanted the path, or its end from a folder's name on
   * @param root where it is looked for first: empty, or a folder with `/` behind it
   * @param where says that in messages
   * @returns undefined when there is none
   * @throws UserError when it leads out of the folder, or several files are meant
   */
  find(wanted: string, root: string, where: string): string | undefined {
    const path = wanted.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
    if (path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..')) {
      throw new UserError(
        `${where}: ${printable(wanted, 200)} leads out of ${printable(this.source)}: expected a file in it.`,
        'Write the path relative to the folder, or give the folder that holds all files as data.source.',
      );
    }
    if (this.all.has(root + path)) return root + path;
    const ends = (this.byName.get(nameOf(path)) ?? []).filter((file) => file === path || file.endsWith(`/${path}`));
    if (ends.length < 2) return ends[0];
    throw new UserError(
      `${where}: ${printable(wanted, 200)} may be ${printable(ends.slice(0, 3).join(' or '), 400)}: expected one file.`,
      'Give the folder that holds only one of them as data.source, or more of its path.',
    );
  }
}

/** Compares the end of paths with a path in which `*` stands for any characters of a name. */
export function matching(paths: readonly string[], wanted: string): string[] {
  const parts = wanted.split('/').map((part) =>
    part
      .split('*')
      .map((text) => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
      .join('[^/]*'),
  );
  const expression = new RegExp(`(^|/)${parts.join('/')}$`, 'u');
  return paths.filter((path) => expression.test(path)).sort();
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The name without folder and extension. */
export const stemOf = (path: string): string => nameOf(path).replace(/\.[^.]*$/, '');
