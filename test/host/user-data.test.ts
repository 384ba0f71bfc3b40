import { spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import { deliveredBy, sessionCommands } from '../../src/host/internal/delivery-script';
import { sessionUserData } from '../../src/host/internal/user-data';
import { userDataProblem } from '../../src/host/internal/user-data-validation';

const awkward: Record<string, string> = {
  PLAIN: 'sessions',
  EMPTY: '',
  SPACES: '  two  words ',
  QUOTES: 'it\'s "quoted"',
  DOLLAR: '$HOME ${HOME} $(id)',
  PERCENT: '100%n %%',
  BACKSLASH: 'C:\\new\\\\dir\\',
  BACKTICK: '`id`',
  EQUALS: 'a=b=c',
  HASH: 'a #b; c',
  AMPERSAND: 'a&b|c/d',
  UNICODE: 'Grüße, 世界 🎉',
};

/** A machine that is a folder: its /etc/ lies in there, and systemctl writes down what it is told. */
class Machine {
  public readonly root = mkdtempSync(join(tmpdir(), 'session-user-data-'));

  constructor(private readonly units: string[] = []) {
    this.write('etc/environment', 'LANG=C.UTF-8\n');
    this.write('bin/systemctl', '#!/bin/sh\necho "$*" >> "$MACHINE/systemctl.log"\n' +
      `[ "$1" != list-units ] || printf '%s\\n' ${this.units.map((unit) => `'${unit} loaded active running a service'`).join(' ') || "''"}\n`);
    chmodSync(join(this.root, 'bin/systemctl'), 0o755);
  }

  public write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  public read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  public has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Runs user data as cloud-init would: as a script of its own. */
  public boot(userData: ec2.UserData, umask = '022') {
    this.write('user-data', userData.render().replaceAll('/etc/', `${this.root}/etc/`));
    chmodSync(join(this.root, 'user-data'), 0o755);
    return this.run('sh', '-c', `umask ${umask} && exec '${join(this.root, 'user-data')}'`);
  }

  public shell(script: string, shell = 'sh') {
    return this.run(shell, '-c', script.replaceAll('/etc/', `${this.root}/etc/`));
  }

  /** Every file below /etc/ with its text. */
  public etc(): Record<string, string> {
    const paths = readdirSync(join(this.root, 'etc'), { recursive: true, withFileTypes: true });
    return Object.fromEntries(paths.filter((entry) => entry.isFile()).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(this.root.length), readFileSync(path, 'utf8')];
    }));
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private run(command: string, ...args: string[]) {
    const env = { PATH: `${this.root}/bin:${process.env.PATH}`, MACHINE: this.root, HOME: '/home/nobody', LC_ALL: 'C.UTF-8' };
    return spawnSync(command, args, { env, encoding: 'utf8' });
  }
}

/** What a program started by this shell script has in its environment. */
function environmentAfter(machine: Machine, script: string, shell = 'sh'): Record<string, string> {
  const print = 'process.stdout.write(JSON.stringify(process.env))';
  return JSON.parse(machine.shell(`${script}\nexec '${process.execPath}' -e '${print}'`, shell).stdout);
}

/** systemd.exec(5), EnvironmentFile: within double quotes a backslash escapes `"`, `\`, `` ` `` and `$`; nothing is expanded. */
function parseAsSystemd(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').filter((line) => line && !/^[#;]/.test(line)).map((line) => {
    const [, name, quoted] = /^([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"$/.exec(line)!;
    return [name, quoted.replace(/\\(["\\`$])/g, '$1')];
  }));
}

/** pam_env(8), /etc/environment: one pair of quotes around the value is dropped, nothing else has a meaning. */
function parseAsPam(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(line)!;
    return [name, value.replace(/^["']/, '').replace(/["']$/, '')];
  }));
}

const machines: Machine[] = [];
function newMachine(units?: string[]): Machine {
  machines.push(new Machine(units));
  return machines[machines.length - 1];
}
afterAll(() => machines.forEach((machine) => machine.remove()));

function commands(...lines: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...lines);
  return userData;
}

const nothing = ec2.UserData.forLinux();
const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('awkward values come out right', () => {
  const machine = newMachine();
  const booted = machine.boot(sessionUserData(awkward, nothing));

  test('after a boot without complaints', () => {
    expect(booted).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(['sh', 'bash'])('of the environment file in %s', (shell) => {
    expect(environmentAfter(machine, 'set -a; . /etc/cdk-dynamodb-sessions/environment', shell)).toMatchObject(awkward);
  });

  test('of the environment file by the rules of systemd', () => {
    expect(parseAsSystemd(machine.read('etc/cdk-dynamodb-sessions/environment'))).toEqual(awkward);
  });

  test('of the profile in a login shell, which leaves its own settings alone', () => {
    expect(environmentAfter(machine, '. /etc/profile.d/cdk-dynamodb-sessions.sh; LOCAL=1')).toMatchObject(awkward);
    expect(environmentAfter(machine, '. /etc/profile.d/cdk-dynamodb-sessions.sh; LOCAL=1')).not.toHaveProperty('LOCAL');
  });

  test('of /etc/environment, beside what was there', () => {
    expect(parseAsPam(machine.read('etc/environment'))).toEqual({ LANG: 'C.UTF-8', ...awkward });
  });
});

onUnix('whatever the machine says about new files', () => {
  test.each(['000', '022', '077'])('all may read the variables and root alone may write them, with the umask %s', (umask) => {
    const machine = newMachine();
    machine.write('etc/php-fpm.d/www.conf', '[www]\n');
    machine.boot(sessionUserData(awkward, nothing), umask);
    const modes = ['cdk-dynamodb-sessions', 'cdk-dynamodb-sessions/apply', 'cdk-dynamodb-sessions/environment', 'php-fpm.d/zz-cdk-dynamodb-sessions.conf',
      'profile.d', 'profile.d/cdk-dynamodb-sessions.sh', 'systemd/system/service.d', 'systemd/system/service.d/50-cdk-dynamodb-sessions.conf']
      .map((path) => [path, (statSync(join(machine.root, 'etc', path)).mode % 0o1000).toString(8)]);
    expect(Object.fromEntries(modes)).toEqual({
      'cdk-dynamodb-sessions': '755',
      'cdk-dynamodb-sessions/apply': '755',
      'cdk-dynamodb-sessions/environment': '644',
      'php-fpm.d/zz-cdk-dynamodb-sessions.conf': '644',
      'profile.d': '755',
      'profile.d/cdk-dynamodb-sessions.sh': '644',
      'systemd/system/service.d': '755',
      'systemd/system/service.d/50-cdk-dynamodb-sessions.conf': '644',
    });
  });
});

onUnix('systemd', () => {
  const machine = newMachine(['php8.2-fpm.service', 'apache2.service']);
  machine.boot(sessionUserData(awkward, nothing));

  test('gives the environment to every service, also after a reboot', () => {
    expect(machine.read('etc/systemd/system/service.d/50-cdk-dynamodb-sessions.conf'))

      .toBe(`# written by cdk-dynamodb-sessions\n[Service]\nEnvironmentFile=-${machine.root}/etc/cdk-dynamodb-sessions/environment\n`);
  });

  test('reads its units again before it restarts the web servers that run', () => {
    expect(machine.read('systemctl.log').split('\n').filter((line) => !line.startsWith('list-units'))).toEqual([
      'daemon-reload', 'restart php8.2-fpm.service', 'restart apache2.service', '',
    ]);
  });
});

onUnix('a machine without systemd', () => {
  test('boots all the same', () => {
    const machine = newMachine();
    rmSync(join(machine.root, 'bin/systemctl'));
    const script = sessionUserData(awkward, nothing);
    // a command that no machine has stands in, since this computer may have systemctl itself
    expect(machine.boot(ec2.UserData.custom(script.render().replaceAll('systemctl', 'no-such-systemctl'))))
      .toMatchObject({ status: 0, stderr: '' });
  });
});

onUnix('PHP-FPM gets the variables in every pool', () => {
  const variables = Object.keys(awkward).map((name) => `env[${name}] = $${name}`);
  const pool = (name: string) => ['; written by cdk-dynamodb-sessions', `[${name}]`, ...variables, ''].join('\n');
  const www = '; a comment\n;[commented]\n[www]\nuser = apache\n';

  test('on Amazon Linux, with two pools in two files', () => {
    const machine = newMachine();
    machine.write('etc/php-fpm.d/www.conf', www);
    machine.write('etc/php-fpm.d/admin.conf', '  [admin]\nuser = admin\n');
    machine.boot(sessionUserData(awkward, nothing));
    expect(machine.read('etc/php-fpm.d/zz-cdk-dynamodb-sessions.conf')).toBe(pool('admin') + pool('www'));
    expect(machine.read('etc/php-fpm.d/www.conf')).toBe(www);
  });

  test('on Debian, for each version of PHP, with two pools in one file', () => {
    const machine = newMachine();
    machine.write('etc/php/8.2/fpm/pool.d/www.conf', '[global]\npid = /run/fpm.pid\n[www]\nuser = www-data\n[admin]\nuser = admin\n');
    machine.write('etc/php/8.3/fpm/pool.d/www.conf', www);
    machine.boot(sessionUserData(awkward, nothing));
    expect(machine.read('etc/php/8.2/fpm/pool.d/zz-cdk-dynamodb-sessions.conf')).toBe(pool('admin') + pool('www'));
    expect(machine.read('etc/php/8.3/fpm/pool.d/zz-cdk-dynamodb-sessions.conf')).toBe(pool('www'));
  });

  test('that the commands of the user installed', () => {
    const machine = newMachine();
    machine.boot(sessionUserData(awkward, commands('mkdir -p /etc/php-fpm.d', "printf '[www]\\n' > /etc/php-fpm.d/www.conf")));
    expect(machine.read('etc/php-fpm.d/zz-cdk-dynamodb-sessions.conf')).toBe(pool('www'));
  });

  test('unless there is no PHP-FPM', () => {
    const machine = newMachine();
    machine.boot(sessionUserData(awkward, nothing));
    expect(machine.has('etc/php-fpm.d')).toBe(false);
  });
});

onUnix("Debian's Apache", () => {
  test('gets the variables from its envvars', () => {
    const machine = newMachine();
    machine.write('etc/apache2/envvars', 'export APACHE_RUN_USER=www-data\n');
    machine.boot(sessionUserData(awkward, nothing));
    expect(environmentAfter(machine, '. /etc/apache2/envvars'))
      .toMatchObject({ APACHE_RUN_USER: 'www-data', ...awkward });
  });
});

onUnix('run again, the script changes nothing', () => {
  test('not even with PHP-FPM and Apache', () => {
    const machine = newMachine();
    machine.write('etc/php-fpm.d/www.conf', '[www]\n');
    machine.write('etc/apache2/envvars', 'export APACHE_RUN_USER=www-data\n');
    machine.boot(sessionUserData(awkward, nothing));
    const once = machine.etc();
    expect(Object.keys(once).sort()).toEqual([
      '/etc/apache2/envvars', '/etc/cdk-dynamodb-sessions/apply', '/etc/cdk-dynamodb-sessions/environment', '/etc/cdk-dynamodb-sessions/variables',
      '/etc/environment', '/etc/php-fpm.d/www.conf', '/etc/php-fpm.d/zz-cdk-dynamodb-sessions.conf', '/etc/profile.d/cdk-dynamodb-sessions.sh',
      '/etc/systemd/system/service.d/50-cdk-dynamodb-sessions.conf',
    ]);
    machine.boot(sessionUserData(awkward, commands('true')));
    expect(machine.etc()).toEqual(once);
  });

  test('but takes new values', () => {
    const machine = newMachine();
    machine.boot(sessionUserData({ TABLE: 'old', GONE: 'x' }, nothing));
    machine.boot(sessionUserData({ TABLE: 'new' }, nothing));
    expect(parseAsPam(machine.read('etc/environment'))).toEqual({ LANG: 'C.UTF-8', TABLE: 'new' });
    expect(parseAsSystemd(machine.read('etc/cdk-dynamodb-sessions/environment'))).toEqual({ TABLE: 'new' });
  });
});

onUnix('the commands of the user', () => {
  const reloads = (machine: Machine) => machine.read('systemctl.log').split('\n').filter((line) => line === 'daemon-reload').length;

  test('see the variables', () => {
    const machine = newMachine();
    const { stdout } = machine.boot(sessionUserData(awkward, commands('printf %s "$QUOTES $DOLLAR"', 'sh -c \'printf %s "$UNICODE"\'')));
    expect(stdout).toBe(`${awkward.QUOTES} ${awkward.DOLLAR}${awkward.UNICODE}`);
  });

  test('keep their exit status, and what follows still runs', () => {
    const machine = newMachine();
    const { status, stdout } = machine.boot(sessionUserData(awkward, commands('echo before', 'exit 3', 'echo after')));
    expect({ status, stdout, reloads: reloads(machine) }).toEqual({ status: 3, stdout: 'before\n', reloads: 2 });
  });

  test('go on after a failure, as in any shell script', () => {
    const machine = newMachine();
    const { status, stdout } = machine.boot(sessionUserData(awkward, commands('false', 'echo after')));
    expect({ status, stdout, reloads: reloads(machine) }).toEqual({ status: 0, stdout: 'after\n', reloads: 2 });
  });

  test.each(['#!/bin/bash -e', '#!/bin/bash -xe'])('stop at a failure when their first line says so: %s', (shebang) => {
    const machine = newMachine();
    const own = ec2.UserData.forLinux({ shebang });
    own.addCommands('false', 'echo after');
    const { status, stdout } = machine.boot(sessionUserData(awkward, own));
    expect({ status, stdout, reloads: reloads(machine) }).toEqual({ status: 1, stdout: '', reloads: 2 });
  });

  test('stop at a failure when they say so themselves', () => {
    const machine = newMachine();
    const { status, stdout } = machine.boot(sessionUserData(awkward, commands('set -e', 'false', 'echo after')));
    expect({ status, stdout, reloads: reloads(machine) }).toEqual({ status: 1, stdout: '', reloads: 2 });
  });

  test('may leave a trap for their end', () => {
    const machine = newMachine();
    const own = commands('exit 4');
    own.addOnExitCommands('echo "bye $exitCode"');
    expect(machine.boot(sessionUserData(awkward, own))).toMatchObject({ status: 4, stdout: 'bye 4\n' });
  });

  test('may hold here-documents, comments and several lines', () => {
    const machine = newMachine();
    const own = commands("cat <<'EOT'\n  ( kept )\nEOT", '# the end');
    expect(machine.boot(sessionUserData(awkward, own)).stdout).toBe('  ( kept )\n');
  });

  test('may be added to what is returned', () => {
    const machine = newMachine();
    const userData = sessionUserData(awkward, commands('echo one'));
    userData.addCommands('echo two');
    expect(machine.boot(userData).stdout).toBe('one\ntwo\n');
  });

  test('are left out when there are none', () => {
    expect(sessionUserData(awkward, nothing).render()).not.toContain('status=');
  });
});

onUnix('the commands of the user that run before', () => {
  const reloads = (machine: Machine) => machine.read('systemctl.log').split('\n').filter((line) => line === 'daemon-reload').length;

  test('are first, and do not see the variables', () => {
    const machine = newMachine();
    const before = commands('echo "$PLAIN-"; [ -e /etc/cdk-dynamodb-sessions ] || echo early');
    expect(machine.boot(sessionUserData(awkward, commands('echo "$PLAIN"'), { before })).stdout).toBe('-\nearly\nsessions\n');
  });

  test.each<[string, string, string, number]>([
    ['before', 'exit 3', 'true', 3], ['before, of two', 'exit 3', 'exit 4', 3], ['after', 'true', 'exit 4', 4], ['nowhere', 'true', 'true', 0],
  ])('keep their exit status, and what follows still runs: failure %s', (_, first, then, expected) => {
    const machine = newMachine();
    const { status, stderr } = machine.boot(sessionUserData(awkward, commands(then), { before: commands(first) }));
    expect({ status, stderr, reloads: reloads(machine) }).toEqual({ status: expected, stderr: '', reloads: 2 });
  });

  test('may be the only ones', () => {
    const machine = newMachine();
    const { status } = machine.boot(sessionUserData(awkward, nothing, { before: commands('exit 5') }));
    expect({ status, reloads: reloads(machine) }).toEqual({ status: 5, reloads: 1 });
  });
});

onUnix('units to restart', () => {
  test('are asked for beside the web servers, and restarted where they run', () => {
    const machine = newMachine(['worker@1.service']);
    machine.boot(sessionUserData(awkward, nothing, { restartServices: ['my-app', 'worker@*.service'] }));
    expect(machine.read('systemctl.log').split('\n')).toEqual([
      'daemon-reload',
      'list-units --type=service --state=running --no-legend --plain php*fpm* httpd* apache2* my-app.service worker@*.service',
      'restart worker@1.service', '',
    ]);
  });
});

onUnix.each(['#!/bin/bash', '#!/bin/bash -xeu', '#!/bin/sh -eu'])('user data that exists and begins with %s', (shebang) => {
  const machine = newMachine();
  const own = ec2.UserData.forLinux({ shebang });
  own.addCommands('printf %s "${PLAIN:-nothing}" > "$MACHINE/before"');
  own.addCommands(...sessionCommands(awkward));
  own.addCommands('printf %s "$DOLLAR" > "$MACHINE/after"');
  const booted = machine.boot(own);

  test('runs its own commands, delivers awkward values, and what follows sees them', () => {
    expect(booted.status).toBe(0);
    expect([machine.read('before'), machine.read('after')]).toEqual(['nothing', awkward.DOLLAR]);
    expect(environmentAfter(machine, '. /etc/profile.d/cdk-dynamodb-sessions.sh')).toMatchObject(awkward);
  });

  test('delivers the same when it runs again', () => {
    const before = machine.etc();
    expect(machine.boot(own).status).toBe(0);
    expect(machine.etc()).toEqual(before);
  });
});

describe('what a script delivers', () => {
  test('is nothing without our commands', () => expect(deliveredBy(commands('A=b').render())).toEqual({}));

  test('is read back from it, also out of the user data of a service', () => {
    expect(deliveredBy(sessionUserData(awkward, nothing).render())).toEqual(awkward);
  });

  test('is what was written last', () => {
    const own = ec2.UserData.forLinux();
    own.addCommands(...sessionCommands({ A: '1', B: '2' }));
    own.addCommands(...sessionCommands({ A: '3' }));
    expect(deliveredBy(own.render())).toEqual({ A: '3' });
  });
});

describe('user data that is known only at deployment', () => {
  test('is kept whole', () => {
    const stack = new Stack();
    const script = new CfnParameter(stack, 'Script').valueAsString;
    const own = ec2.UserData.custom(script);
    expect(userDataProblem(own)).toBeUndefined();
    expect(JSON.stringify(stack.resolve(sessionUserData(awkward, own).render()))).toContain('{"Ref":"Script"}');
  });

  test('may be a part of the script', () => {
    const stack = new Stack();
    const rendered = stack.resolve(sessionUserData({ TABLE: Fn.ref('Table') }, commands(`echo ${Fn.ref('Greeting')}`)).render());
    expect(rendered['Fn::Join'][1].filter((part: unknown) => typeof part === 'object'))
      .toEqual([{ Ref: 'Table' }, { Ref: 'Greeting' }]);
  });
});

describe('user data for a shell', () => {
  test.each([
    '#!/bin/bash', '#!/bin/sh', '#! /bin/sh', '#!/bin/bash -xe', '#!/usr/bin/bash', '#!/usr/bin/env bash', '#!/bin/dash',
  ])('is taken: %s', (shebang) => {
    expect(userDataProblem(ec2.UserData.forLinux({ shebang }))).toBeUndefined();
  });

  test.each([
    '#!/usr/bin/python3', '#!/usr/bin/env python3', '#!/usr/bin/perl', '#!/bin/bashful', '#cloud-config', 'echo hello', '',
  ])('is refused for anything else: %s', (first) => {
    expect(userDataProblem(ec2.UserData.custom(`${first}\nprint("hello")`)))
      .toBe(`\`userData\` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '${first}'; use UserData.forLinux()`);
  });

  test('is refused when it has several parts', () => {
    const parts = new ec2.MultipartUserData();
    parts.addUserDataPart(ec2.UserData.forLinux());
    expect(userDataProblem(parts)).toContain("got: 'Content-Type: multipart/mixed;");
  });
});
