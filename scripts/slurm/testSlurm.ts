/**
 * A real Slurm of two nodes on the loopback, for tests: slurmctld, slurmd and munged of Debian’s packages `slurm-wlm` and `munge`,
 * with all files in one folder and ports of their own. Nothing of the system is written. Needs root, as slurmd does.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram } from '../../storage/machine/program';

const programs = ['slurmctld', 'slurmd', 'munged', 'sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'] as const;

/** Two, on this computer: each has a slurmd and one core. */
export const nodes = ['n1', 'n2'] as const;
export type NodeName = (typeof nodes)[number];

/** Why no Slurm can be brought up here; undefined when it can. */
export function whyNoSlurm(): string | undefined {
  if (process.platform !== 'linux') return 'Slurm runs on Linux alone.';
  if (process.getuid?.() !== 0) return 'slurmd needs root.';
  const missing = programs.filter((name) => locate(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} missing: apt-get install slurm-wlm munge`;
}

function locate(name: string): string | undefined {
  return findProgram([name], { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` });
}

export interface SlurmTimes {
  /** Seconds after which a node that does not answer counts as failed. */
  readonly nodeTimeout?: number;
}

export class TestSlurm {
  private readonly running = new Map<string, ChildProcess>();

  private constructor(
    private readonly folder: string,
    private readonly conf: string,
  ) {
    // Tests that fail on the way leave no daemon behind.
    process.once('exit', () => {
      for (const child of this.running.values()) child.kill('SIGKILL');
    });
  }

  /** @param folder new and short: sockets lie in it */
  static async up(folder: string, { nodeTimeout = 60 }: SlurmTimes = {}): Promise<TestSlurm> {
    for (const name of ['state', 'spool', 'munge', 'log'])
      mkdirSync(path.join(folder, name), { recursive: true, mode: 0o755 });
    const conf = path.join(folder, 'slurm.conf');
    const ports = { controller: await freePort(), nodes: [await freePort(), await freePort()] } as const;
    writeFileSync(conf, confOf(folder, nodeTimeout, ports));
    const slurm = new TestSlurm(folder, conf);
    await slurm.startMunge();
    slurm.startController();
    for (const node of nodes) slurm.startNode(node);
    await slurm.until(
      'nodes that can run jobs',
      () => slurm.call('sinfo', '-h', '-N', '-t', 'idle', '-o', '%N').trim().split('\n').length === nodes.length,
    );
    return slurm;
  }

  /** For commands that are to speak with it. */
  get environment(): Record<string, string> {
    return { SLURM_CONF: this.conf };
  }

  /** Standard output of a command; empty when it fails. */
  call(name: 'squeue' | 'scancel' | 'scontrol' | 'sinfo', ...args: string[]): string {
    try {
      const env = { ...process.env, ...this.environment };
      return execFileSync(locate(name)!, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      return '';
    }
  }

  /**
   * What an administrator does after a node was lost while a job began there: Slurm then holds the job and takes no more for
   * the node.
   */
  releaseHeld(): void {
    const waiting = this.call('squeue', '-h', '-r', '-t', 'pending', '-o', '%i|%r').split('\n');
    const held = waiting.filter((line) => line.endsWith('held')).map((line) => line.split('|')[0]!);
    for (const job of held) this.call('scontrol', 'release', job);
    const drained = this.call('sinfo', '-h', '-N', '-t', 'drain', '-o', '%N').split('\n').filter(Boolean);
    for (const node of drained) this.call('scontrol', 'update', `nodename=${node}`, 'state=resume');
  }

  startController(): void {
    this.start('slurmctld', ['-D', '-f', this.conf]);
  }

  startNode(node: NodeName): void {
    this.start(node, ['-D', '-f', this.conf, '-N', node], 'slurmd');
  }

  /** Kills the controller, or the slurmd of a node, with SIGKILL. Jobs of the node go on: it is cut off. */
  async kill(name: 'slurmctld' | NodeName): Promise<void> {
    await this.end(name, 'SIGKILL');
  }

  /** Kills all that runs on a node, as the loss of its power does. */
  async crash(node: NodeName): Promise<void> {
    await this.end(node, 'SIGKILL');
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const jobs = pids.filter((pid) => this.isOurs(pid) && variables(pid).includes(`SLURMD_NODENAME=${node}\0`));
    const steps = jobs.map(parentOf).filter((pid) => this.isOurs(pid) && read(pid, 'cmdline').startsWith('slurmstepd'));
    for (const pid of [...steps, ...jobs]) killIfThere(Number(pid));
  }

  private isOurs(pid: string): boolean {
    return variables(pid).includes(`SLURM_CONF=${this.conf}\0`);
  }

  async down(): Promise<void> {
    this.call('scancel', '--user=root');
    await this.until('no job', () => this.call('squeue', '-h').trim() === '').catch(() => undefined);
    for (const name of [...nodes, 'slurmctld', 'munged']) await this.end(name, 'SIGKILL');
  }

  /** @throws Error with the last words of the daemons when it takes too long */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`${what} was expected.\n${this.lastWords()}`);
      await wait(100);
    }
  }

  private lastWords(): string {
    const tail = (name: string): string => {
      const lines = readFileSync(path.join(this.folder, 'log', `${name}.log`), 'utf8').split('\n');
      return `${name}:\n${lines.slice(-30).join('\n')}`;
    };
    return ['slurmctld', ...nodes].map(tail).join('\n');
  }

  private async startMunge(): Promise<void> {
    const at = (name: string): string => path.join(this.folder, 'munge', name);
    writeFileSync(at('key'), randomBytes(128), { mode: 0o400 });
    const files = [`--key-file=${at('key')}`, `--socket=${at('socket')}`, `--pid-file=${at('pid')}`];
    this.start('munged', ['--force', '--foreground', ...files, `--seed-file=${at('seed')}`, `--log-file=${at('log')}`]);
    await this.until('a munged that answers', () => {
      try {
        execFileSync(findProgram(['munge'])!, ['-n', `--socket=${at('socket')}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    });
  }

  private start(name: string, args: readonly string[], program = name): void {
    const log = openSync(path.join(this.folder, 'log', `${name}.log`), 'a');
    // A terminal’s Ctrl-C goes to the tests, which bring it down themselves.
    this.running.set(name, spawn(locate(program)!, args, { stdio: ['ignore', log, log], detached: true }));
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.running.get(name);
    this.running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

interface Ports {
  readonly controller: number;
  /** Of each node. */
  readonly nodes: readonly number[];
}

/** A file of a process; empty when it has ended. */
function read(pid: string, name: 'environ' | 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

const variables = (pid: string): string => read(pid, 'environ');

/** The fourth field; the second is a name in brackets that may hold spaces. */
function parentOf(pid: string): string {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '';
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === 'object' && address) return address.port;
  throw new Error('A port was expected.');
}

/** No cgroups and no accounting: both need more of a machine than tests have. Times are as short as Slurm takes them. */
const confOf = (folder: string, nodeTimeout: number, ports: Ports): string => `
ClusterName=tests
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ports.controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
# A job that is started again waits one second longer than this; Slurm takes no less.
AuthInfo=cred_expire=5,socket=${folder}/munge/socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
PriorityType=priority/basic
EnforcePartLimits=ALL
MaxArraySize=1001
MinJobAge=300
KillWait=2
CompleteWait=0
InactiveLimit=0
SlurmdTimeout=${nodeTimeout}
MessageTimeout=5
BatchStartTimeout=2
ReturnToService=2
PropagateResourceLimits=NONE
SlurmdParameters=config_overrides
${nodes.map((node, i) => `NodeName=${node} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports.nodes[i]} CPUs=1 RealMemory=4096 State=UNKNOWN`).join('\n')}
PartitionName=tests Nodes=${nodes.join(',')} Default=YES DefaultTime=10 MaxTime=INFINITE State=UP
`;
