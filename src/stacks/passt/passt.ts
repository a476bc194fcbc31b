import { interfaceAddress, type LiveStack } from '../../network/index.ts';
import { formatIpv4, type Ipv4 } from '../../wire/index.ts';
import { canMakeNamespace } from '../kernel/namespace-trial.ts';
import { debianVersion, INSTALL_SCRIPT, missingPackages } from '../shim/debian-package.ts';
import { type StackIdentity, type StackKind, StackStartError } from '../stack.ts';
import { StreamStack } from '../stream/stream-stack.ts';
import { expectations } from './expectations.ts';
import { PacedStack } from './paced-stack.ts';
import { PasstProcess } from './passt-process.ts';

const IDENTITY: StackIdentity = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
/** How far below the broadcast address the guest's lies: no case uses it, nor does the harness's own station. */
const GUEST_BELOW_BROADCAST = 5;
/** A prefix that leaves room for the guest and the stations of a case. */
const PREFIX_MAX = 24;
/**
 * It writes length and frame with a system call each, and loses either when the socket's buffer is full (`tap_send` in
 * `tap.c`), so that its next frame is misread: 139 unread answers fill the 212,992 octets of socket(7).
 */
const UNREAD_ANSWERS_MAX = 64;

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
    const missing = missingPackages(['passt', 'iproute2', 'util-linux']);
    if (missing !== undefined) return { available: false, missing, remedy: `sh ${INSTALL_SCRIPT}` };
    if (namespaceOptions() !== undefined) return { available: true, version: version() };
    return { available: false, missing: 'making a network namespace is not permitted', remedy: 'run it as root' };
  },
  identity: () => IDENTITY,
  start: async (_spec, identity = IDENTITY) => ({ stack: await start(identity), version: version() }),
};

function version(): string {
  return `passt ${debianVersion('passt') ?? ''}`.trim();
}

/** Options of unshare(1) that make a network namespace: without root, one in a user namespace. */
function namespaceOptions(): readonly string[] | undefined {
  return [[], ['--map-root-user']].find((options) => canMakeNamespace(options));
}

async function start(identity: StackIdentity): Promise<LiveStack> {
  const daemon = new PasstProcess(settings(identity), namespaceOptions() ?? []);
  try {
    const stack = await StreamStack.open({
      identity,
      input: daemon.socket,
      output: daemon.socket,
      // It answers no ping: that would take sockets of the kernel's, which answer out of order.
      barrier: 'arp',
      ended: daemon.ended,
      stderr: () => daemon.stderr,
      end: () => daemon.stop(),
    });
    return new PacedStack(stack, UNREAD_ANSWERS_MAX);
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

/** It answers for every address but the guest's, so one address of the identity is enough to tell. */
function settings({ mac, addresses }: StackIdentity): readonly string[] {
  const { address, prefix } = interfaceAddress(addresses[0]!);
  if (prefix > PREFIX_MAX) {
    throw new StackStartError(
      `passt: ${addresses[0]} leaves no room for a guest; use a prefix of at most ${PREFIX_MAX}`,
    );
  }
  const guest = (((address | (0xffff_ffff >>> prefix)) >>> 0) - GUEST_BELOW_BROADCAST) as Ipv4;
  const network = ['--address', formatIpv4(guest), '--netmask', String(prefix), '--gateway', formatIpv4(address)];
  return ['--mac-addr', mac, ...network];
}
