import { closeSync } from 'node:fs';
import {
  CLIENT_PORT,
  COLLECTOR_PORT,
  ETHERNET_HEADER_LENGTH,
  type IpMessage,
  type Ipv4,
  ipFrameBytes,
  MAC_ZERO,
  readIpPacket,
  readIpv4,
  writeIpv4,
} from '../../../wire/index.ts';
import { errorName, libc } from '../libc.ts';

const AF_INET = 2;
const AF_PACKET = 17;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
const IPPROTO_UDP = 17;
const IPPROTO_RAW = 255;
const SOCKADDR_IN_LENGTH = 16;
const SOCKADDR_LL_LENGTH = 20;
/** AF_UNSPEC: undoes a connect(2). */
const NOBODY = new Uint8Array(SOCKADDR_IN_LENGTH);
const BACKLOG = 8;
/** Longer than any datagram that is sent here. */
const DATAGRAM_MAX = 2048;

/** Instructions of a socket filter (linux/filter.h): code, jumps, a constant. */
const DROP_ALL = Uint8Array.of(0x06, 0, 0, 0, 0, 0, 0, 0);
/** ldh [22]; jeq #8125, next, drop; ret -1; drop: ret 0. Raw sockets see the IPv4 header, of 20 octets here. */
const ONLY_FOR_THE_COLLECTOR = Uint8Array.of(
  ...[0x28, 0, 0, 0, 22, 0, 0, 0],
  ...[0x15, 0, 0, 1, COLLECTOR_PORT & 0xff, COLLECTOR_PORT >>> 8, 0, 0],
  ...[0x06, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
  ...[0x06, 0, 0, 0, 0, 0, 0, 0],
);

/**
 * The applications of a machine: one that sends metrics and pings, the collector that answers, and a packet socket.
 * They are opened in the namespace of the machine and work from anywhere.
 *
 * SYNs are written by hand and no connection ever comes about: a listener that answers with SYN cookies keeps nothing,
 * and a socket whose filter drops everything takes what comes back without a reset.
 */
export class MachineSockets {
  readonly #open: number[] = [];
  readonly #raw: number;
  readonly #packets: number;
  readonly #datagrams: number;
  /** Never sends anything: it shows which way a packet would go. */
  readonly #compass: number;
  readonly #buffer = new Uint8Array(DATAGRAM_MAX);

  /** The calling thread is in the namespace of the machine. */
  constructor() {
    try {
      this.#raw = this.#socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
      this.#compass = this.#socket(AF_INET, SOCK_DGRAM, 0);
      this.#packets = this.#socket(AF_PACKET, SOCK_RAW, 0);
      this.#datagrams = this.#socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
      this.#filter(this.#datagrams, ONLY_FOR_THE_COLLECTOR);
      // Without these the kernel would call the ports unreachable; what they receive nobody reads.
      for (const port of [COLLECTOR_PORT, CLIENT_PORT]) {
        const sink = this.#bound(SOCK_DGRAM, port);
        this.#filter(sink, DROP_ALL);
      }
      const collector = this.#bound(SOCK_STREAM, COLLECTOR_PORT);
      const client = this.#bound(SOCK_STREAM, CLIENT_PORT);
      this.#filter(client, DROP_ALL);
      for (const each of [collector, client]) this.#done('listen', libc().listen(each, BACKLOG));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Sends a packet; its source address, or undefined if there is no way to its destination. */
  send(destination: Ipv4, message: IpMessage, id: number): Ipv4 | undefined {
    const source = this.#sourceFor(destination);
    return source !== undefined && this.#sendFrom(source, destination, message, id) ? source : undefined;
  }

  /** Connecting a datagram socket sends nothing, and makes the kernel choose a route and an address. */
  #sourceFor(destination: Ipv4): Ipv4 | undefined {
    const { connect, getsockname } = libc();
    // Undone first, or the address of last time would be kept.
    connect(this.#compass, NOBODY, SOCKADDR_IN_LENGTH);
    if (connect(this.#compass, internetAddress(destination, COLLECTOR_PORT), SOCKADDR_IN_LENGTH) !== 0)
      return undefined;
    const own = new Uint8Array(SOCKADDR_IN_LENGTH);
    const length = Uint8Array.of(SOCKADDR_IN_LENGTH, 0, 0, 0);
    return getsockname(this.#compass, own, length) === 0 ? readIpv4(own, 4) : undefined;
  }

  #sendFrom(source: Ipv4, destination: Ipv4, message: IpMessage, id: number): boolean {
    const frame = ipFrameBytes(MAC_ZERO, MAC_ZERO, { source, destination, message, id });
    const packet = frame.subarray(ETHERNET_HEADER_LENGTH);
    const to = internetAddress(destination, 0);
    return libc().sendto(this.#raw, packet, packet.length, 0, to, SOCKADDR_IN_LENGTH) === packet.length;
  }

  /** The collector answers what has come in. */
  answer(): void {
    const { read } = libc();
    for (;;) {
      const length = read(this.#datagrams, this.#buffer, DATAGRAM_MAX);
      if (length <= 0) return;
      const packet = readIpPacket(this.#buffer.slice(0, length), 0);
      if (packet === undefined || packet.source === packet.destination) continue;
      this.#sendFrom(packet.destination, packet.source, 'datagram-answer', packet.id);
    }
  }

  /** Sends a frame on an interface, below the stack; what is no frame the kernel refuses. */
  inject(index: number, frame: Uint8Array): void {
    const to = new Uint8Array(SOCKADDR_LL_LENGTH);
    const view = new DataView(to.buffer);
    view.setUint16(0, AF_PACKET, true);
    view.setInt32(4, index, true);
    libc().sendto(this.#packets, frame, frame.length, 0, to, SOCKADDR_LL_LENGTH);
  }

  #socket(domain: number, type: number, protocol: number): number {
    const fd = libc().socket(domain, type | NONBLOCK_CLOEXEC, protocol);
    this.#done('socket', fd);
    this.#open.push(fd);
    return fd;
  }

  #bound(type: number, port: number): number {
    const fd = this.#socket(AF_INET, type, 0);
    this.#done('bind', libc().bind(fd, internetAddress(0 as Ipv4, port), SOCKADDR_IN_LENGTH));
    return fd;
  }

  #filter(fd: number, program: Uint8Array): void {
    this.#done('socket filter', libc().attachFilter(fd, program));
  }

  #done(what: string, result: number): void {
    if (result < 0) throw new Error(`${what}: ${errorName(libc().errno())}`);
  }

  close(): void {
    for (const fd of this.#open.splice(0)) closeSync(fd);
  }
}

function internetAddress(address: Ipv4, port: number): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_IN_LENGTH);
  bytes[0] = AF_INET;
  bytes[2] = port >>> 8;
  bytes[3] = port & 0xff;
  writeIpv4(bytes, 4, address);
  return bytes;
}
