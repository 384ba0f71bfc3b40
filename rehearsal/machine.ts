import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeGroups } from './cgroups';
import { addNamespace, connect, cut } from './network';
import { run, until } from './run';

/** What the image of a machine serves the web with: `image/NAME.sh`. */
export type Flavour = 'apache' | 'nginx' | 'amazon-linux';

export interface MachineOptions {
  readonly flavour: Flavour;
  readonly number: number;
  /** Debian that all machines share; each writes into a layer of its own. */
  readonly root: string;
  /** Folder in memory for that layer. */
  readonly folder: string;
  readonly instanceId: string;
  readonly userData: string;
  /** Begins the name of the machine's control group. */
  readonly groupPrefix: string;
}

const bootSeconds = 60;

/** A machine that boots with systemd and cloud-init and has an address of its own. */
export class Machine {
  /** Makes the machine's disk and network; it is off. */
  static async make(options: MachineOptions): Promise<Machine> {
    const { flavour, folder, number } = options;
    const address = await addNamespace(flavour, number);
    const disk = path.join(folder, 'disk');
    const [layer, work] = ['layer', 'work'].map((name) => path.join(folder, name));
    [disk, layer, work].forEach((each) => fs.mkdirSync(each, { recursive: true }));
    await run('mount', ['-t', 'overlay', 'rehearsal', '-o', `lowerdir=${options.root},upperdir=${layer},workdir=${work}`, disk]);
    const machine = new Machine(options, address, disk);
    await machine.bake();
    return machine;
  }

  readonly name: Flavour;
  private ended?: Promise<void>;
  private leader?: number;

  private constructor(private readonly options: MachineOptions, readonly address: string, private readonly disk: string) {
    this.name = options.flavour;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  get instanceId(): string {
    return this.options.instanceId;
  }

  /** Resolves when everything that belongs to the boot has ended, cloud-init included. */
  async boot(): Promise<void> {
    const groups = makeGroups(`${this.options.groupPrefix}-${this.name}`);
    const console = fs.openSync(path.join(this.options.folder, 'console'), 'a');
    const nspawn = spawn('sh', [
      '-ec', 'for group in $GROUPS_OF_MACHINE; do echo $$ > $group/cgroup.procs; done; exec "$@"', 'sh',
      'systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--resolv-conf=off', '--timezone=off', '--link-journal=no',
      `--machine=${this.name}`, `--network-namespace-path=/run/netns/${this.name}`, `--directory=${this.disk}`, '--boot',
    ], { stdio: ['ignore', console, console], env: { PATH: process.env.PATH, GROUPS_OF_MACHINE: groups.join(' ') } });
    fs.closeSync(console);
    this.ended = new Promise((resolve) => nspawn.on('exit', () => {
      this.leader = undefined;
      resolve();
    }));
    await until(`machine ${this.name} to boot`, bootSeconds, async () => {
      if (nspawn.exitCode !== null) {
        throw new Error(`systemd-nspawn of ${this.name} ended: ${this.lastWords()}`);
      }
      this.leader = leaderOf(nspawn.pid!);
      return this.leader !== undefined && await this.hasBooted() ? true : undefined;
    });
  }

  /** Ends as `reboot` on the machine ends it, and boots again. */
  async reboot(): Promise<void> {
    await this.exec('systemctl', 'reboot');
    await this.ended;
    await this.boot();
  }

  /** Without any warning to what runs on it. */
  async powerOff(): Promise<void> {
    await cut(this.name);
    process.kill(this.leader!, 'SIGKILL');
    await this.ended;
  }

  async powerOn(): Promise<void> {
    await connect(this.name);
    await this.boot();
  }

  /** Runs a command on the machine, with an environment that holds nothing. */
  exec(command: string, ...args: string[]): Promise<string> {
    if (this.leader === undefined) {
      throw new Error(`machine ${this.name} is off`);
    }
    const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    return run('nsenter', [
      ...[`--target=${this.leader}`, '--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd'],
      '/usr/bin/env', '-i', searchPath, command, ...args,
    ]).catch((error) => {
      throw new Error(error.message.replace(/^nsenter .* -i PATH=\S+ /, `on ${this.name}: `));
    });
  }

  /** Runs a shell command on the machine. */
  shell(script: string): Promise<string> {
    return this.exec('sh', '-euc', script);
  }

  get folder(): string {
    return this.options.folder;
  }

  /** All files that this machine has and its image's Debian has not, or not so. */
  get layer(): string {
    return path.join(this.options.folder, 'layer');
  }

  private lastWords(): string {
    return fs.readFileSync(path.join(this.options.folder, 'console'), 'utf8').trim().split('\n').slice(-3).join(' | ');
  }

  private async hasBooted(): Promise<boolean> {
    // answers with the exit code 1 when a unit has failed, which is for the checks to say
    const state = await this.exec('sh', '-c', 'systemctl is-system-running --wait || :').catch(() => '');
    return /running|degraded/.test(state);
  }

  private async bake(): Promise<void> {
    const inside = (...segments: string[]) => path.join(this.disk, ...segments);
    const example = path.join(__dirname, '..', 'examples', 'php');
    fs.mkdirSync(inside('srv/rehearsal'));
    for (const part of ['public', 'src', 'vendor', 'views']) {
      fs.cpSync(path.join(example, part), inside('opt/profile-app', part), { recursive: true, dereference: true });
    }
    for (const script of ['common', this.options.flavour]) {
      fs.copyFileSync(path.join(__dirname, 'image', `${script}.sh`), inside('bake.sh'));
      await run('chroot', [this.disk, 'sh', 'bake.sh'], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    }
    fs.rmSync(inside('bake.sh'));
    fs.writeFileSync(inside('etc/machine-id'), `${randomBytes(16).toString('hex')}\n`);
    const seed = inside('var/lib/cloud/seed/nocloud');
    fs.mkdirSync(seed, { recursive: true });
    fs.writeFileSync(path.join(seed, 'meta-data'), `instance-id: ${this.options.instanceId}\nlocal-hostname: ${this.name}\n`);
    fs.writeFileSync(path.join(seed, 'user-data'), this.options.userData);
  }
}

/** The machine's first process, once systemd-nspawn has started it. */
function leaderOf(pid: number): number | undefined {
  try {
    const [child] = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return child !== '' && fs.readlinkSync(`/proc/${child}/exe`).endsWith('/systemd') ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}
