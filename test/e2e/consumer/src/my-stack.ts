import type { ModuleStackImplementation, ModuleStackOptions } from 'arpcheck/vitest';

/** RFC 826 in a small host: ARP on Ethernet, and an answer to pings. */
class MyStack implements ModuleStackImplementation {
  readonly #mac: Uint8Array;
  readonly #addresses: readonly string[];
  readonly #send: (frame: Uint8Array) => void;
  readonly #learnsFromEverybody: boolean;
  readonly #table = new Map<string, Uint8Array>();
  /** By the address that is asked for: the packet that waits, and when it was asked last. */
  readonly #waiting = new Map<string, { packet: Uint8Array; asked: number }>();
  #now = 0;

  constructor({ mac, addresses, send }: ModuleStackOptions, learnsFromEverybody: boolean) {
    this.#mac = Uint8Array.from(mac.split(':'), (octet) => Number.parseInt(octet, 16));
    this.#addresses = addresses.map((each) => each.split('/')[0]!);
    this.#send = send;
    this.#learnsFromEverybody = learnsFromEverybody;
  }

  receive(frame: Uint8Array): void {
    const isForMe = frame.length >= 34 && ((frame[0]! & 1) === 1 || sameBytes(frame.subarray(0, 6), this.#mac));
    if (!isForMe) return;
    const type = numberAt(frame, 12);
    if (type === ARP) this.#arp(frame.subarray(14));
    if (type === IPV4) this.#ip(frame.subarray(14));
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** RFC 826, Packet Reception. */
  #arp(packet: Uint8Array): void {
    const isEthernetAndIpv4 = [1, IPV4, 0x0604].every((value, index) => numberAt(packet, 2 * index) === value);
    if (packet.length < 28 || !isEthernetAndIpv4) return;
    const operation = numberAt(packet, 6);
    const [sender, target] = [formatted(packet, 14), formatted(packet, 24)];
    const hardware = packet.slice(8, 14);
    const isMine = this.#addresses.includes(target);
    const isNeighbour = isHost(sender) && !this.#addresses.includes(sender);
    const isToLearn = this.#table.has(sender) || isMine || this.#learnsFromEverybody;
    if (isNeighbour && isToLearn) this.#learn(sender, hardware);
    if (isMine && operation === REQUEST) this.#reply(hardware, packet);
  }

  #learn(address: string, hardware: Uint8Array): void {
    this.#table.set(address, hardware);
    const waiting = this.#waiting.get(address);
    this.#waiting.delete(address);
    if (waiting !== undefined) this.#frame(hardware, IPV4, waiting.packet);
  }

  #reply(hardware: Uint8Array, request: Uint8Array): void {
    const reply = Uint8Array.from(request.subarray(0, 28));
    reply.set([0, 2], 6);
    reply.set(this.#mac, 8);
    reply.set(request.subarray(24, 28), 14);
    reply.set(hardware, 18);
    reply.set(request.subarray(14, 18), 24);
    this.#frame(hardware, ARP, reply);
  }

  /** Answers an echo request (RFC 792) to an own address. */
  #ip(packet: Uint8Array): void {
    const [source, destination] = [formatted(packet, 12), formatted(packet, 16)];
    const isEcho = packet[0] === 0x45 && packet[9] === 1 && packet[20] === 8;
    if (!isEcho || !this.#addresses.includes(destination) || !isHost(source)) return;
    const answer = Uint8Array.from(packet.subarray(0, numberAt(packet, 2)));
    answer.set(packet.subarray(16, 20), 12);
    answer.set(packet.subarray(12, 16), 16);
    answer[20] = 0;
    answer.set([0, 0], 22);
    const sum = checksum(answer.subarray(20));
    answer.set([sum >>> 8, sum & 0xff], 22);
    this.#transmit(source, answer);
  }

  #transmit(destination: string, packet: Uint8Array): void {
    const hardware = this.#table.get(destination);
    if (hardware !== undefined) this.#frame(hardware, IPV4, packet);
    else this.#resolve(destination, packet);
  }

  #resolve(destination: string, packet: Uint8Array): void {
    const asked = this.#waiting.get(destination)?.asked;
    // RFC 1122, 2.3.2.1: at most one request a second for each destination; 2.3.2.2: the latest packet waits.
    const isDue = asked === undefined || this.#now - asked >= 1000;
    this.#waiting.set(destination, { packet, asked: isDue ? this.#now : asked });
    if (isDue) this.#request(destination, packet.subarray(12, 16));
  }

  #request(target: string, own: Uint8Array): void {
    const request = new Uint8Array(28);
    request.set([0, 1, 8, 0, 6, 4, 0, 1, ...this.#mac, ...own]);
    request.set(target.split('.').map(Number), 24);
    this.#frame(BROADCAST, ARP, request);
  }

  #frame(destination: Uint8Array, type: number, payload: Uint8Array): void {
    this.#send(Uint8Array.of(...destination, ...this.#mac, type >>> 8, type & 0xff, ...payload));
  }
}

const ARP = 0x0806;
const IPV4 = 0x0800;
const REQUEST = 1;
const BROADCAST = new Uint8Array(6).fill(0xff);

/** Two octets; NaN behind the end. */
function numberAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! * 256 + bytes[offset + 1]!;
}

function formatted(bytes: Uint8Array, offset: number): string {
  return bytes.subarray(offset, offset + 4).join('.');
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.every((octet, index) => octet === right[index]);
}

/** An address that a neighbour can have. */
function isHost(address: string): boolean {
  const [first = 0] = address.split('.').map(Number);
  const isGroup = first >= 224 && first < 240;
  return first !== 0 && first !== 127 && !isGroup && !address.endsWith('.255.255.255');
}

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += bytes[index]! * 256 + (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** What arpcheck asks for. */
export function createStack(options: ModuleStackOptions): ModuleStackImplementation {
  return new MyStack(options, false);
}

/** The same with a bug: every sender gets an entry, whomever the packet is for. */
export function createBuggyStack(options: ModuleStackOptions): ModuleStackImplementation {
  return new MyStack(options, true);
}
