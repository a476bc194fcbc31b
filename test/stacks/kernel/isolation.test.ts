/** The machine's own network is never touched, and nothing is left behind, however the owner of a stack ends. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernel } from '../../../src/stacks/kernel/kernel.ts';
import { libc } from '../../../src/stacks/kernel/libc.ts';
import { NetworkNamespace } from '../../../src/stacks/kernel/namespace.ts';
import { canMakeNamespace } from '../../../src/stacks/kernel/namespace-trial.ts';
import { linkState } from '../../../src/stacks/kernel/netlink.ts';
import { NetlinkSocket } from '../../../src/stacks/kernel/netlink-socket.ts';
import { TapDevice } from '../../../src/stacks/kernel/tap-device.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { canRun, kernelLabs, request } from './kernel-lab.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const OWN_NAMESPACE = '/proc/thread-self/ns/net';

/** The namespace of this thread, its interfaces and their settings. */
function home(): unknown {
  return {
    namespace: readlinkSync(OWN_NAMESPACE),
    interfaces: readdirSync('/sys/class/net').toSorted(),
    visible: readFileSync('/proc/thread-self/net/dev', 'utf8').match(/^ *\S+:/gm),
    routes: readFileSync('/proc/thread-self/net/route', 'utf8'),
    settings: ['all', 'default', 'lo'].map((name) =>
      readdirSync(`/proc/sys/net/ipv4/conf/${name}`).map((each) =>
        readFileSync(`/proc/sys/net/ipv4/conf/${name}/${each}`, 'utf8'),
      ),
    ),
  };
}

/** Where a namespace is held: by a thread that is in it, an open file, or a mount. */
function holders(namespace: string): readonly string[] {
  const found: string[] = [];
  const look = (link: string) => {
    try {
      if (readlinkSync(link) === namespace) found.push(link);
    } catch {
      // The process, or the file, has gone in the meantime.
    }
  };
  for (const process_ of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    for (const task of entries(`/proc/${process_}/task`)) look(`/proc/${process_}/task/${task}/ns/net`);
    for (const fd of entries(`/proc/${process_}/fd`)) look(`/proc/${process_}/fd/${fd}`);
  }
  if (readFileSync('/proc/self/mountinfo', 'utf8').includes(namespace)) found.push('a mount');
  return found;
}

/** The files by which a process holds network namespaces that are not ours. */
function ownNamespaces(pid: string): readonly string[] {
  const ours = readlinkSync(OWN_NAMESPACE);
  return entries(`/proc/${pid}/fd`).filter((fd) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('net:') && target !== ours;
    } catch {
      return false;
    }
  });
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

describe.skipIf(!canRun)('a network namespace', () => {
  it('is another one inside, and home is home afterwards, even after an error', () => {
    const before = home();
    const namespace = new NetworkNamespace();
    const inside = namespace.inside(() => [
      readlinkSync(OWN_NAMESPACE),
      readFileSync('/proc/thread-self/net/dev', 'utf8'),
    ]);
    expect(inside[0]).not.toBe(readlinkSync(OWN_NAMESPACE));
    expect(inside[1]).toMatch(/^ *lo:/m);
    expect(() =>
      namespace.inside(() => {
        throw new Error('within');
      }),
    ).toThrow('within');
    expect(home()).toEqual(before);
    namespace.close();
    namespace.close();
    expect(() => namespace.inside(() => 0)).toThrow('the network namespace is closed');
    expect(home()).toEqual(before);
  });

  it('holds devices of the same names as others do, with indices of its own', () => {
    const namespaces = [new NetworkNamespace(), new NetworkNamespace()];
    const devices = namespaces.map((each) => each.inside(() => [new TapDevice('eth0'), new TapDevice('eth1')]));
    for (const [first, second] of devices) expect(second!.index).toBe(first!.index + 1);
    expect(() => namespaces[0]!.inside(() => new TapDevice('eth0'))).toThrow('no TAP device could be made (EBUSY)');
    for (const each of [...devices.flat(), ...namespaces]) each.close();
  });
});

describe.skipIf(!canRun)('the namespace that a kernel stack was started in', () => {
  const start = kernelLabs();

  it('stays as it was, while the stack runs and after its end', async () => {
    const before = home();
    const lab = await start('kernel,arp_ignore=1,forwarding=1,locktime=0');
    expect(home()).toEqual(before);
    lab.hears(request(7));
    await lab.stack.beginCase();
    await lab.stack.send(0x0a00_0107 as never, 1);
    await lab.stack.close();
    expect(home()).toEqual(before);
  });

  it('is come back to when a stack cannot be configured, with nothing left open', async () => {
    const before = home();
    const files = entries('/proc/self/fd').length;
    const nobody = { mac: 'ff:ff:ff:ff:ff:ff', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
    await expect(start('kernel', nobody)).rejects.toThrow('MAC address ff:ff:ff:ff:ff:ff: EADDRNOTAVAIL');
    expect(home()).toEqual(before);
    expect(entries('/proc/self/fd').length).toBe(files);
  });
});

describe.skipIf(!canRun)('a device that is removed', () => {
  /** RTM_DELLINK (linux/rtnetlink.h), made by hand. */
  function removal(index: number): Uint8Array {
    const message = new Uint8Array(32);
    const view = new DataView(message.buffer);
    view.setUint32(0, message.length, true);
    view.setUint16(4, 17, true);
    view.setUint16(6, 1, true);
    view.setInt32(20, index, true);
    return message;
  }

  it('takes nothing any more and says so, where a bad frame is only not taken', () => {
    const namespace = new NetworkNamespace();
    const [device, netlink] = namespace.inside(() => [new TapDevice('eth0'), new NetlinkSocket()]);
    // The link is down.
    expect([device.write(request(7)), device.failure]).toEqual([false, undefined]);
    netlink.request('up', linkState(device.index, 'up'));
    expect([device.write(request(7)), device.failure]).toEqual([true, undefined]);
    expect([device.write(new Uint8Array(13)), device.failure]).toEqual([false, undefined]);
    netlink.request('removal', removal(device.index));
    expect([device.write(request(7)), device.failure]).toEqual([false, 'EBADFD']);
    expect(device.read()).toBeUndefined();
    for (const each of [device, netlink, namespace]) each.close();
  });

  it('is the death of a stack', async () => {
    const { stack } = await kernel.start(parseStackSpec('kernel'));
    const home = openSync(OWN_NAMESPACE, 'r');
    const own = ownNamespaces('self').at(-1);
    try {
      libc().setns(Number(own), 0);
      const netlink = new NetlinkSocket();
      // The device is the last interface of its namespace.
      const index = Number(readFileSync('/proc/thread-self/net/dev_mcast', 'utf8').match(/^(\d+)\s+eth0/m)?.[1]);
      netlink.request('removal', removal(index));
      netlink.close();
    } finally {
      libc().setns(home, 0);
      closeSync(home);
    }
    expect(stack.failure).toBeUndefined();
    stack.transmit(request(7));
    stack.transmit(request(8));
    expect(stack.failure).toEqual({
      kind: 'died',
      message: 'the TAP device takes no frames any more (EBADFD)',
      stderr: [],
    });
    expect(stack.receive()).toBeUndefined();
    expect(await stack.beginCase()).toBe('empty');
    await stack.close();
  });
});

describe.skipIf(!canRun)('a process of its own', () => {
  const start = kernelLabs();
  let folder = '';
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-kernel-'));
    const ssr = fileURLToPath(new URL('./owner.ts', import.meta.url));
    await build({
      configFile: false,
      logLevel: 'silent',
      root: ROOT,
      build: { ssr, outDir: folder, target: 'node20' },
    });
  });

  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  function startOwner(...wrapper: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const [program = ''] = readdirSync(folder);
    const [command = '', ...words] = [...wrapper, process.execPath, path.join(folder, program)];
    const env = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') };
    const owner = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
    child = owner;
    return owner;
  }

  it('leaves nothing behind when it is killed, and others are not disturbed', async () => {
    const before = home();
    const sibling = await start();
    const owner = startOwner();
    const [line] = await once(createInterface(owner.stdout), 'line');
    expect(line).toBe(`Linux ${release()}`);
    const [fd, ...others] = ownNamespaces(String(owner.pid));
    const namespace = readlinkSync(`/proc/${owner.pid}/fd/${fd}`);
    expect(others).toEqual([]);
    // What is looked for below can be found while it is there: the owner holds it, by a file and by no thread.
    expect(holders(namespace).map((each) => each.replace(/\d+$/, ''))).toEqual([`/proc/${owner.pid}/fd/`]);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(holders(namespace)).toEqual([]);
    expect(sibling.hears(request(7))).toHaveLength(1);
    expect(home()).toEqual(before);
  });

  it.skipIf(!canMakeNamespace(['--map-root-user']))('needs no root with namespaces of its own', async () => {
    const owner = startOwner('unshare', '-Urn');
    const [line] = await once(createInterface(owner.stdout), 'line');
    expect(line).toBe(`Linux ${release()}`);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
  });

  it.skipIf(!canMakeNamespace(['--map-root-user']))('does not leave a namespace without a way back', async () => {
    const owner = startOwner('unshare', '-Ur');
    const [[code], error] = await Promise.all([once(owner, 'exit'), text(owner.stderr)]);
    expect(code).toBe(1);
    expect(error).toContain('StackStartError: a network namespace cannot be made and left again (EPERM)');
  });
});
