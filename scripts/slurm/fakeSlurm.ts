/** Commands of Slurm for a test: they keep jobs in a folder, and never start one. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What `squeue` prints, one job a line; `sbatch` adds those of an array, each with the same reason. */
const sbatch = `
set -eu
echo "$*" >> "$FOLDER/calls"
for script; do :; done
name=$(sed -n 's/^#SBATCH --job-name=//p' "$script")
last=0; [ -f "$FOLDER/last" ] && last=$(cat "$FOLDER/last")
id=$((last + 1)); echo $id > "$FOLDER/last"
for option; do case $option in --array=*) range=\${option#--array=};; esac; done
range=\${range%%%*}
for part in $(echo "$range" | tr , ' '); do
  from=\${part%-*}; to=\${part#*-}
  for index in $(seq "$from" "$to"); do echo "\${id}_$index|$name|$index|PENDING|Resources" >> "$FOLDER/jobs"; done
done
echo "$id"
`;
const squeue = `
echo "squeue $*" >> "$FOLDER/asked"
[ -f "$FOLDER/jobs" ] && cat "$FOLDER/jobs"
exit 0
`;
const scancel = `
echo "scancel $*" >> "$FOLDER/calls"
for id; do sed -i "/^$id|/d" "$FOLDER/jobs"; done
`;

export class FakeSlurm {
  /** For the PATH. */
  readonly bin: string;

  /** @param folder new */
  constructor(private readonly folder: string) {
    this.bin = path.join(folder, 'bin');
    mkdirSync(this.bin, { recursive: true });
    for (const [name, script] of Object.entries({ sbatch, squeue, scancel, scontrol: '' })) {
      const file = path.join(this.bin, name);
      writeFileSync(file, `#!/bin/sh\nFOLDER='${folder}'\n${script}`);
      chmodSync(file, 0o755);
    }
  }

  /** The lines that `squeue` prints. */
  get jobs(): string[] {
    return this.lines('jobs');
  }

  set jobs(lines: readonly string[]) {
    writeFileSync(path.join(this.folder, 'jobs'), lines.map((line) => `${line}\n`).join(''));
  }

  /** Calls of sbatch and scancel. */
  get calls(): string[] {
    return this.lines('calls');
  }

  get asked(): number {
    return this.lines('asked').length;
  }

  private lines(name: string): string[] {
    const file = path.join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }
}
