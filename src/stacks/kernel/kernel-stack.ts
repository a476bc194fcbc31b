import { closeSync } from 'node:fs';
import type { Sysctls } from '../../model/sysctl.ts';
import { interfaceAddress, type LiveNeighbour, type LiveStack, mac, type StackFailure } from '../../network/index.ts';
import { formatIpv4, type Ipv4, type Mac, parseIpv4, writeIpv4 } from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';
import { errorName, libc } from './libc.ts';
import { NetworkNamespace } from './namespace.ts';
import {
  deleteNeighbour,
  dumpNeighbours,
  linkState,
  type NeighbourRow,
  neighbourIn,
  newAddress,
  permanentNeighbour,
  RTM_NEWNEIGH,
} from './netlink.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { writeSysctls } from './sysctls.ts';
import type { TapDevice } from './tap-device.ts';
import { TapPort } from './tap-port.ts';

const DEVICE = 'eth0';
/** The first interface of every namespace. */
const LOOPBACK_INDEX = 1;
const AF_INET = 2;
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000;
/** Where datagrams go: the port of the collector, as everywhere here. */
const COLLECTOR_PORT = 8125;
const SOCKADDR_IN_LENGTH = 16;

/**
 * The machine's own Linux kernel behind a TAP device, in a namespace without a name: a synchronous function from
 * frames to frames, about as fast as system calls are.
 */
export class KernelStack implements LiveStack {
  readonly clock = 'real';
  readonly abilities = new Set(['ping', 'send', 'flush', 'neighbours'] as const);
  failure: StackFailure | undefined = undefined;
  readonly #namespace: NetworkNamespace;
  readonly #port: TapPort;
  readonly #tap: TapDevice;
  readonly #netlink: NetlinkSocket;
  readonly #datagrams: number;
  readonly #fixed: Ipv4 | undefined;
  /** It answers some requests only after a random delay (proxy_delay). */
  readonly #isDelayed: boolean;
  readonly #mac: Mac;
  /** What has to be done once everything is forgotten. */
  readonly #anew: Uint8Array;
  readonly #destination = new Uint8Array(SOCKADDR_IN_LENGTH);
  readonly #payload = new Uint8Array(2);
  #isOpen = true;

  constructor(identity: StackIdentity, sysctls: Sysctls) {
    const { staticNeighbour } = identity;
    this.#fixed = staticNeighbour === undefined ? undefined : parseIpv4(staticNeighbour.address);
    this.#isDelayed = (sysctls.proxy_arp > 0 || sysctls.proxy_arp_pvlan > 0) && sysctls.proxy_delay > 0;
    const namespace = new NetworkNamespace();
    this.#namespace = namespace;
    [this.#port, this.#netlink, this.#datagrams] = openInside(namespace, (tap, netlink) =>
      configure(tap, netlink, identity, sysctls),
    );
    this.#tap = this.#port.device;
    this.#mac = mac(identity.mac);
    this.#anew = anew(this.#tap.index, identity, this.#isDelayed);
    this.#destination[0] = AF_INET;
    this.#destination[2] = COLLECTOR_PORT >>> 8;
    this.#destination[3] = COLLECTOR_PORT & 0xff;
    this.#port.drain();
  }

  anticipate(frames: readonly Uint8Array[]): void {
    this.#port.foretell(frames);
    if (this.#port.confusion !== undefined) this.#fail(`its answers cannot be told apart (${this.#port.confusion})`);
  }

  transmit(frame: Uint8Array): void {
    if (this.#port.write(frame) || this.#tap.failure === undefined || !this.#isOpen) return;
    this.#fail(`the TAP device takes no frames any more (${this.#tap.failure})`);
  }

  receive(): Uint8Array | undefined {
    return this.#port.read();
  }

  /** When a write returns the kernel has done all that it does about the frame, except for delayed proxy replies. */
  settle(): 'quiet' | 'unknown' {
    return this.#isDelayed ? 'unknown' : 'quiet';
  }

  advance(): void {}

  /**
   * Giving the interface the MAC address that it has makes the kernel drop its neighbour entries with all that waits in
   * them (arp_netdev_event() in net/ipv4/arp.c, NETDEV_CHANGEADDR): whoever they are, without an ICMP error, in less
   * time than deletions take of each station that it may have heard.
   */
  beginCase(): 'empty' {
    if (!this.#isOpen || this.failure !== undefined) return 'empty';
    try {
      this.#tap.setMac(this.#mac);
      const error = this.#netlink.tellBatch(this.#anew).find((each) => each !== 0);
      if (error !== undefined) throw new Error(`static neighbour: ${errorName(error)}`);
    } catch (error) {
      this.#fail(`the neighbour table could not be emptied (${(error as Error).message})`);
    }
    this.#port.drain();
    return 'empty';
  }

  send(destination: Ipv4, packet: number): boolean {
    if (!this.#isOpen) return false;
    writeIpv4(this.#destination, 4, destination);
    this.#payload[0] = packet >>> 8;
    this.#payload[1] = packet;
    const { sendto } = libc();
    return sendto(this.#datagrams, this.#payload, 2, 0, this.#destination, SOCKADDR_IN_LENGTH) === 2;
  }

  /** As an operator does it (`ip neigh del`, `ip neigh flush`): entry by entry, and the static one stays. */
  flush(address: Ipv4 | undefined): void {
    if (!this.#isOpen) return;
    const addresses = address === undefined ? this.#rows().map((row) => row.address) : [address];
    const dynamic = addresses.filter((each) => each !== this.#fixed);
    // An entry that is not there is an error that nobody has to hear of.
    this.#netlink.tell(dynamic.map((each) => deleteNeighbour(this.#tap.index, each)));
  }

  neighbours(): readonly LiveNeighbour[] {
    return this.#isOpen ? this.#rows().map(({ address, mac, state }) => ({ address, mac, state })) : [];
  }

  /** Entries of the device; those of broadcast and multicast addresses (noarp) are computed, not learned. */
  #rows(): readonly NeighbourRow[] {
    const rows: NeighbourRow[] = [];
    for (const { type, body } of this.#netlink.ask(dumpNeighbours())) {
      const row = type === RTM_NEWNEIGH ? neighbourIn(body) : undefined;
      if (row !== undefined && row.interface === this.#tap.index && row.state !== 'noarp') rows.push(row);
    }
    return rows;
  }

  #fail(message: string): void {
    this.failure ??= { kind: 'died', message, stderr: [] };
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#port.close();
    this.#netlink.close();
    closeSync(this.#datagrams);
    this.#namespace.close();
  }
}

/** Opens the device and the sockets of a stack in its namespace: all of them, or none and the namespace is gone too. */
function openInside(
  namespace: NetworkNamespace,
  configure: (tap: TapDevice, netlink: NetlinkSocket) => void,
): readonly [TapPort, NetlinkSocket, number] {
  const opened: { close(): void }[] = [namespace];
  try {
    return namespace.inside(() => {
      const port = new TapPort(DEVICE);
      opened.push(port);
      const netlink = new NetlinkSocket();
      opened.push(netlink);
      configure(port.device, netlink);
      const datagrams = libc().socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
      if (datagrams < 0) throw new Error(`socket: ${errorName(libc().errno())}`);
      return [port, netlink, datagrams] as const;
    });
  } catch (error) {
    for (const each of opened.toReversed()) each.close();
    throw error;
  }
}

function configure(tap: TapDevice, netlink: NetlinkSocket, identity: StackIdentity, sysctls: Sysctls): void {
  writeSysctls(DEVICE, sysctls);
  netlink.request('lo', linkState(LOOPBACK_INDEX, 'up'));
  tap.setMac(mac(identity.mac));
  netlink.request(DEVICE, linkState(tap.index, 'up'));
  for (const text of identity.addresses) {
    const { address, prefix, scope } = interfaceAddress(text);
    netlink.request(`address ${formatIpv4(address)}`, newAddress(tap.index, address, prefix, scope));
  }
  for (const each of staticEntries(tap.index, identity)) netlink.request('static neighbour', each);
}

function staticEntries(index: number, { staticNeighbour: fixed }: StackIdentity): readonly Uint8Array[] {
  if (fixed === undefined) return [];
  const address = parseIpv4(fixed.address);
  if (address === undefined) throw new Error(`not an address: ${fixed.address}`);
  return [permanentNeighbour(index, address, mac(fixed.mac))];
}

/** The static neighbour, as it is forgotten too. Proxy replies that are still delayed go with the link only. */
function anew(index: number, identity: StackIdentity, isDelayed: boolean): Uint8Array {
  const flap = isDelayed ? [linkState(index, 'down'), linkState(index, 'up')] : [];
  return Buffer.concat([...flap, ...staticEntries(index, identity)]);
}
