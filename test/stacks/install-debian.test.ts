import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INSTALL_SCRIPT } from '../../src/stacks/shim/debian-package.ts';

interface Machine {
  readonly user?: number;
  readonly installed?: readonly string[];
  /** Packages that its release does not have. */
  readonly unknown?: readonly string[];
  readonly hasApt?: boolean;
}

let tools: string;

beforeEach(() => {
  tools = mkdtempSync(path.join(tmpdir(), 'arpcheck-apt-'));
});

afterEach(() => rmSync(tools, { recursive: true }));

/** Runs the script on a machine of which only these tools exist: nothing is installed for real. */
function install({ user = 0, installed = [], unknown = [], hasApt = true }: Machine, ...args: string[]) {
  const log = path.join(tools, 'log');
  const among = (names: readonly string[]): string => `case " ${names.join(' ')} " in *" $last "*)`;
  const scripts: Readonly<Record<string, string>> = {
    id: `echo ${user}`,
    'dpkg-query': `${among(installed)} printf installed;; *) exit 1;; esac`,
    ...(hasApt ? { 'apt-get': `echo "$@" >>${log}` } : {}),
    'apt-cache': `${among(unknown)} exit 100;; esac`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(path.join(tools, name), `#!/bin/sh\nfor last; do :; done\n${script}\n`, { mode: 0o755 });
  }
  const shell = path.join(tools, 'sh');
  symlinkSync('/bin/sh', shell);
  writeFileSync(log, '');
  const { status, stdout, stderr } = spawnSync(shell, [INSTALL_SCRIPT, ...args], {
    encoding: 'utf8',
    env: { PATH: tools },
  });
  return { status, stdout, stderr, log: readFileSync(log, 'utf8').trimEnd().split('\n') };
}

const ALL = readFileSync(INSTALL_SCRIPT, 'utf8')
  .match(/^(?:stacks|tests)='([^']*)'/gm)!
  .flatMap((line) => line.replace(/^\w+='|'$/g, '').split(/\s+/));

describe('install-debian.sh', () => {
  it('installs what is missing, and nothing that is only recommended', () => {
    const { status, stdout, log } = install({ installed: ALL.filter((name) => !/passt|tshark/.test(name)) });
    expect(status).toBe(0);
    expect(stdout).toContain('Installing passt tshark …');
    expect(log[0]).toMatch(/^update /);
    expect(log[1]).toMatch(/^install .*--no-install-recommends .* passt tshark$/);
    expect(log).toHaveLength(2);
  });

  it('does nothing when everything is there, and needs no root for that', () => {
    const { status, stdout, log } = install({ user: 1000, installed: ALL });
    expect([status, stdout, log]).toEqual([0, 'All packages are installed.\n', ['']]);
  });

  it('only says what is missing when it is asked to', () => {
    const { status, stdout, log } = install({ user: 1000, installed: ALL.slice(1) }, '--list');
    expect([status, stdout, log]).toEqual([0, `Not installed: ${ALL[0]}\n`, ['']]);
  });

  it('refuses without root', () => {
    const { status, stderr, log } = install({ user: 1000 });
    expect(status).toBe(2);
    expect(stderr).toContain('sudo sh');
    expect(log).toEqual(['']);
  });

  it('refuses where there is no apt, and says what to look for', () => {
    const { status, stderr } = install({ hasApt: false });
    expect(status).toBe(2);
    expect(stderr).toContain(ALL.join(' '));
  });

  it('installs the rest where the release lacks a package', () => {
    const { status, stderr, log } = install({ unknown: ['golang-gvisor-gvisor-dev'] });
    expect(status).toBe(1);
    expect(stderr).toContain('golang-gvisor-gvisor-dev');
    expect(log[1]).toContain(' liblwip-dev ');
    expect(log[1]).not.toContain('gvisor');
  });
});
