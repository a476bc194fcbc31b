/** `--nodes kernel`: what it says where it cannot, and that nothing is left behind however it ends. */
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canRun } from '../stacks/kernel/rack/rack-lab.ts';
import { startArpcheck } from './built-cli.ts';
import { Workspace } from './workspace.ts';

const AGREES = ['--property', 'network.simulator-agrees-with-linux'];
/** More than enough for it to be in the middle of something. */
const MANY = ['fuzz', '--nodes', 'kernel', '--seed', '1', '--runs', '100000', ...AGREES];
const LONG = { timeout: 120_000 };

/** The machine's own interfaces, as everybody sees them. */
function home(): string {
  return [readFileSync('/proc/self/net/dev', 'utf8').match(/^ *\S+:/gm), readdirSync('/sys/class/net')].join();
}

/** The namespaces that a process holds by open files, its own excepted. */
function namespacesOf(pid: number | 'self'): ReadonlySet<string> {
  const found = new Set<string>();
  const own = readlinkSync('/proc/self/ns/net');
  for (const fd of entries(`/proc/${pid}/fd`)) {
    const target = linkOf(`/proc/${pid}/fd/${fd}`);
    if (target.startsWith('net:') && target !== own) found.add(target);
  }
  return found;
}

/** Those of them that anybody still holds: by a file, or by being in it. */
function held(namespaces: ReadonlySet<string>): readonly string[] {
  const processes = readdirSync('/proc').filter((each) => /^\d+$/.test(each));
  const links = processes.flatMap((pid) => [
    linkOf(`/proc/${pid}/ns/net`),
    ...entries(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)),
  ]);
  return [...namespaces].filter((each) => links.includes(each));
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

describe('racks on the kernel', () => {
  const work = new Workspace();

  it('without the tools, says so and how to get them, and simulates', LONG, () => {
    const args = ['fuzz', '--nodes', 'kernel', '--runs', '20', '--seed', '1', '--property', 'network.no-arp-storm'];
    const { exitCode, stdout, stderr } = work.run(args, { PATH: '/nonexistent' });
    // Without root it is that which is missing first.
    expect(stderr).toMatch(/^no racks on this kernel: .+\n.+\nEverything is simulated instead\.$/m);
    if (canRun) expect(stderr).toContain('ebtables-nft is not installed\napt-get install iptables');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('network.no-arp-storm')]);
  });

  it('is Linux, whatever profile is asked for', () => {
    const { exitCode, stderr } = work.run(['fuzz', '--nodes', 'kernel', '--profile', 'rfc826-strict']);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('--nodes kernel is Linux')]);
  });

  it.runIf(canRun)('are judged, and leave nothing behind when all is done', LONG, () => {
    const before = home();
    const { exitCode, stdout } = work.run(['fuzz', '--nodes', 'kernel', '--seed', '3', '--runs', '12', ...AGREES]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('✓ held')]);
    expect(home()).toBe(before);
  });

  it.runIf(canRun).each(['SIGINT', 'SIGKILL'] as const)('leave nothing behind after %s', LONG, async (signal) => {
    const before = home();
    const child = startArpcheck(MANY, { cwd: work.folder });
    child.stdout.resume();
    await untilItHas(child.pid!);
    const namespaces = namespacesOf(child.pid!);
    child.kill(signal);
    await once(child, 'close');
    expect(held(namespaces)).toEqual([]);
    expect(home()).toBe(before);
  });

  it.runIf(canRun)('do not disturb those of another arpcheck', LONG, async () => {
    const child = startArpcheck(MANY, { cwd: work.folder });
    child.stdout.resume();
    await untilItHas(child.pid!);
    const beside = work.run(['fuzz', '--nodes', 'kernel', '--seed', '4', '--runs', '12', ...AGREES]);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect([beside.exitCode, beside.stdout]).toEqual([0, expect.stringContaining('no violation')]);
  });
});

/** It has made some machines. */
async function untilItHas(pid: number): Promise<void> {
  while (namespacesOf(pid).size < 3) await new Promise((resolve) => setTimeout(resolve, 20));
}
