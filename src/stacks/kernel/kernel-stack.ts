import { closeSync } from 'node:fs';
import type { Sysctls } from '../../model/sysctl.ts';
import { interfaceAddress, type LiveNeighbour, type LiveStack, mac, type StackFailure } from '../../network/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, readIpv4, writeIpv4 } from '../../wire/index.ts';
import type { StackIdentity } from '../stack.ts';
import { libc } from './libc.ts';
import { NetworkNamespace } from './namespace.ts';
import {
  deleteNeighbour,
  dumpNeighbours,
  linkAddress,
  linkUp,
  neighbourIn,
  newAddress,
  permanentNeighbour,
  RTM_NEWNEIGH,
} from './netlink.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { writeSysctls } from './sysctls.ts';
import { TapDevice } from './tap-device.ts';

const DEVICE = 'eth0';
/** The first interface of a namespace is lo; the device that is made next is the second. */
const DEVICE_INDEX = 2;
const LOOPBACK_INDEX = 1;
const AF_INET = 2;
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000;
/** Where datagrams go: the port of the collector, as everywhere here. */
const COLLECTOR_PORT = 8125;
const ETHERTYPE_ARP_LOW = 0x06;
const ETHERTYPE_VLAN_HIGH = 0x81;

/**
 * The machine's own Linux kernel behind a TAP device, in a namespace without a name: a synchronous function from
 * frames to frames, about as fast as system calls are.
 */
export class KernelStack implements LiveStack {
  readonly clock = 'real';
  readonly abilities = new Set(['ping', 'send', 'flush', 'neighbours'] as const);
  failure: StackFailure | undefined = undefined;
  readonly #namespace: NetworkNamespace;
  readonly #tap: TapDevice;
  readonly #netlink: NetlinkSocket;
  readonly #datagrams: number;
  /** Addresses, as signed integers, for which the kernel may have an entry since the last case. */
  readonly #heard = new Set<number>();
  readonly #fixed: number | undefined;

  constructor(identity: StackIdentity, sysctls: Sysctls) {
    const { staticNeighbour } = identity;
    this.#fixed = staticNeighbour === undefined ? undefined : parseIpv4(staticNeighbour.address)! | 0;
    this.#namespace = new NetworkNamespace();
    try {
      [this.#tap, this.#netlink, this.#datagrams] = this.#namespace.inside(() => {
        const tap = new TapDevice(DEVICE);
        const netlink = new NetlinkSocket();
        configure(netlink, identity, sysctls);
        return [tap, netlink, libc().socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)] as const;
      });
    } catch (error) {
      this.#namespace.close();
      throw error;
    }
    this.#tap.drain();
  }

  transmit(frame: Uint8Array): void {
    this.#note(frame);
    this.#tap.write(frame);
  }

  /** Remembers whom the kernel may now know: the sender of an ARP packet, or of an IPv4 packet. */
  #note(frame: Uint8Array): void {
    if (frame.length < 34) return;
    if (frame[13] === ETHERTYPE_ARP_LOW) this.#heard.add(readIpv4(frame, 28) | 0);
    else if (frame[12] !== ETHERTYPE_VLAN_HIGH) this.#heard.add(readIpv4(frame, 26) | 0);
    else if (frame.length >= 38) this.#heard.add(readIpv4(frame, 32) | 0);
  }

  receive(): Uint8Array | undefined {
    return this.#tap.read();
  }

  settle(): 'quiet' {
    return 'quiet';
  }

  advance(): void {}

  beginCase(): 'empty' {
    this.#forget(this.#heard);
    this.#heard.clear();
    this.#tap.drain();
    return 'empty';
  }

  send(destination: Ipv4, packet: number): boolean {
    this.#heard.add(destination | 0);
    const address = new Uint8Array(16);
    address[0] = AF_INET;
    address[2] = COLLECTOR_PORT >>> 8;
    address[3] = COLLECTOR_PORT & 0xff;
    writeIpv4(address, 4, destination);
    return libc().sendto(this.#datagrams, Uint8Array.of(packet >>> 8, packet), 2, 0, address, address.length) === 2;
  }

  flush(address: Ipv4 | undefined): void {
    this.#forget(address === undefined ? this.#heard : new Set([address | 0]));
  }

  /** One message for each, in one call; an entry that is not there is an error that nobody has to hear of. */
  #forget(addresses: ReadonlySet<number>): void {
    const messages: Uint8Array[] = [];
    for (const each of addresses) {
      if (each !== this.#fixed) messages.push(deleteNeighbour(DEVICE_INDEX, (each >>> 0) as Ipv4));
    }
    if (messages.length > 0) this.#netlink.ask(Buffer.concat(messages));
  }

  neighbours(): readonly LiveNeighbour[] {
    return this.#netlink
      .ask(dumpNeighbours())
      .flatMap(({ type, body }) => (type === RTM_NEWNEIGH ? [neighbourIn(body)] : []))
      .filter((row) => row !== undefined && row.interface === DEVICE_INDEX && row.state !== 'noarp')
      .map((row) => ({ address: row!.address, mac: row!.mac, state: row!.state }));
  }

  close(): void {
    this.#tap.close();
    this.#netlink.close();
    if (this.#isOpen) closeSync(this.#datagrams);
    this.#isOpen = false;
    this.#namespace.close();
  }

  #isOpen = true;
}

function configure(netlink: NetlinkSocket, identity: StackIdentity, sysctls: Sysctls): void {
  writeSysctls(DEVICE, sysctls);
  netlink.request('lo', linkUp(LOOPBACK_INDEX));
  netlink.request(`MAC address ${identity.mac}`, linkAddress(DEVICE_INDEX, mac(identity.mac)));
  netlink.request(DEVICE, linkUp(DEVICE_INDEX));
  for (const text of identity.addresses) {
    const { address, prefix, scope } = interfaceAddress(text);
    netlink.request(`address ${formatIpv4(address)}`, newAddress(DEVICE_INDEX, address, prefix, scope));
  }
  const fixed = identity.staticNeighbour;
  if (fixed === undefined) return;
  const entry = permanentNeighbour(DEVICE_INDEX, parseIpv4(fixed.address)!, mac(fixed.mac));
  netlink.request(`neighbour ${fixed.address}`, entry);
}
