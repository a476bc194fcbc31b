import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { canMakeNamespace } from '../kernel/namespace-trial.ts';
import { debianVersion, INSTALL_SCRIPT, missingPackages } from '../shim/debian-package.ts';
import { type StackIdentity, type StackKind, StackStartError } from '../stack.ts';
import { LineTail } from '../stream/line-tail.ts';
import { startSocketStack } from '../stream/socket-stack.ts';
import { expectations } from './expectations.ts';

const IDENTITY: StackIdentity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
/** The guest that passt serves; an address that no case uses. */
const GUEST = '10.255.255.250';
const LOOK_MILLISECONDS = 5;
const START_MILLISECONDS_MAX = 5000;

/**
 * In a namespace of its own, which vanishes with it: an uplink that leads nowhere, as passt wants one to exist. The
 * kernel ends it when arpcheck ends (prctl(2), PR_SET_PDEATHSIG).
 */
const SCRIPT = `set -e
ip link set lo up
ip link add up0 type veth peer name up1
ip link set up1 up
ip address add 10.88.0.2/24 dev up0
ip link set up0 up
ip route add default via 10.88.0.1 dev up0
exec setpriv --pdeathsig KILL passt --foreground --ipv4-only --socket "$1" --mac-addr ${IDENTITY.mac} \\
  --address ${GUEST} --netmask 8 --gateway 10.0.0.1 --no-icmp --no-dhcp --no-tcp --no-udp`;

/** passt, the user-mode network of virtual machines: its ARP is `arp.c`. */
export const passt: StackKind = {
  name: 'passt',
  summary: 'passt, the network of unprivileged virtual machines, in a network namespace of its own',
  usage: 'passt',
  options: {},
  profile: 'rfc826-strict',
  expectations,
  clock: 'real',
  check: () => {
    const missing = missingPackages(['passt', 'iproute2']);
    if (missing !== undefined) return { available: false, missing, remedy: `sh ${INSTALL_SCRIPT}` };
    if (canMakeNamespace()) return { available: true, version: `passt ${debianVersion('passt')}` };
    return { available: false, missing: 'making a network namespace is not permitted', remedy: 'run it as root' };
  },
  identity: () => IDENTITY,
  start: async () => ({ stack: await start(), version: `passt ${debianVersion('passt')}` }),
};

async function start(): ReturnType<typeof startSocketStack> {
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-passt-'));
  const socket = path.join(folder, 'socket');
  const child = spawn('unshare', ['--net', 'sh', '-c', SCRIPT, 'sh', socket], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = new LineTail(child.stderr as Readable);
  const end = (): Promise<void> => stop(child, folder);
  try {
    await listening(child, socket, stderr);
    return await startSocketStack({
      label: 'passt',
      to: { path: socket },
      identity: IDENTITY,
      barrier: 'arp',
      replyDelay: undefined,
      deadline: undefined,
      stderr: () => stderr.lines,
      end,
    });
  } catch (error) {
    await end();
    throw error;
  }
}

async function listening(child: ChildProcess, socket: string, stderr: LineTail): Promise<void> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  const deadline = performance.now() + START_MILLISECONDS_MAX;
  while (!existsSync(socket)) {
    if (child.exitCode !== null) failure = `it ended with exit code ${child.exitCode}`;
    if (performance.now() > deadline) failure ??= 'it does not listen';
    if (failure !== undefined) throw new StackStartError(`passt: ${failure}`, stderr.lines);
    await sleep(LOOK_MILLISECONDS);
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
  }
  rmSync(folder, { recursive: true, force: true });
}
