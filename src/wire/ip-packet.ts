/**
 * The little of IPv4 (RFC 791), ICMP echo (RFC 792), TCP (RFC 9293) and UDP (RFC 768) that makes hosts talk: what a
 * ping, a metric and their answers look like on the wire.
 */
import { ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV4, writeEthernet } from './ethernet.ts';
import { type Ipv4, readIpv4, writeIpv4 } from './ipv4.ts';
import type { Mac } from './mac.ts';

export const IPV4_HEADER_LENGTH = 20;
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_ECHO_REPLY = 0;
const UDP_HEADER_LENGTH = 8;
export const TCP_SYN = 0x02;
export const TCP_ACK = 0x10;

/** What a datagram says. */
export type IpMessage = 'echo-request' | 'echo-reply' | 'syn' | 'syn-ack' | 'datagram' | 'datagram-answer';

/** An IPv4 packet of one of the known messages. */
export interface IpPacket {
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly message: IpMessage;
  /** Ties an answer to its question and is unique in a run (16 bits, wraps); see {@link readIpPacket}. */
  readonly id: number;
  /** Hops that it may still take; {@link TIME_TO_LIVE} if absent. */
  readonly timeToLive?: number;
}

/** What packets start with (RFC 1700, "IP time to live parameter"). */
export const TIME_TO_LIVE = 64;

/** TCP and UDP port of the collector that answers metrics; the sender's port is its counterpart. */
export const COLLECTOR_PORT = 8125;
/** The port that metrics are sent from. */
export const CLIENT_PORT = 40_000;

/**
 * Any bytes read as an IPv4 packet with a header of 20 octets; undefined if there is none.
 *
 * Real stacks choose the identification of the IPv4 header themselves, so `id` is read from what an answer has to
 * repeat: the identifier of an echo, the sequence number of a SYN (its low 16 bits), what a SYN-ACK acknowledges, the
 * first two octets of a datagram. Only a datagram without them is known by its header.
 */
export function readIpPacket(bytes: Uint8Array, offset: number): IpPacket | undefined {
  if (bytes.length - offset < IPV4_HEADER_LENGTH + 8 || bytes[offset] !== 0x45) return undefined;
  const body = offset + IPV4_HEADER_LENGTH;
  const message = readMessage(bytes, bytes[offset + 9]!, body);
  if (message === undefined) return undefined;
  const id = readId(bytes, offset, body, message);
  const packet = { source: readIpv4(bytes, offset + 12), destination: readIpv4(bytes, offset + 16), message, id };
  const timeToLive = bytes[offset + 8]!;
  return timeToLive === TIME_TO_LIVE ? packet : { ...packet, timeToLive };
}

function readId(bytes: Uint8Array, header: number, body: number, message: IpMessage): number {
  switch (message) {
    case 'echo-request':
    case 'echo-reply':
      return read16(bytes, body + 4);
    case 'syn':
      return read16(bytes, body + 6);
    case 'syn-ack':
      return (read16(bytes, body + 10) - 1) & 0xffff;
    case 'datagram':
    case 'datagram-answer': {
      const payload = body + UDP_HEADER_LENGTH;
      // What is behind the end of the datagram pads the frame.
      const hasPayload = read16(bytes, body + 4) >= UDP_HEADER_LENGTH + 2 && bytes.length >= payload + 2;
      return read16(bytes, hasPayload ? payload : header + 4);
    }
    default:
      return message satisfies never;
  }
}

function readMessage(bytes: Uint8Array, protocol: number, body: number): IpMessage | undefined {
  if (protocol === PROTOCOL_ICMP) {
    if (bytes[body] === ICMP_ECHO_REQUEST) return 'echo-request';
    return bytes[body] === ICMP_ECHO_REPLY ? 'echo-reply' : undefined;
  }
  const destinationPort = read16(bytes, body + 2);
  if (protocol === PROTOCOL_UDP) return destinationPort === COLLECTOR_PORT ? 'datagram' : 'datagram-answer';
  if (protocol !== PROTOCOL_TCP || bytes.length < body + 20) return undefined;
  const flags = bytes[body + 13]! & (TCP_SYN | TCP_ACK);
  if (flags === TCP_SYN) return 'syn';
  return flags === (TCP_SYN | TCP_ACK) ? 'syn-ack' : undefined;
}

/** Octets of the Ethernet frame of a packet: 42 for ICMP and UDP, 54 for TCP. */
export function ipFrameLength(packet: IpPacket): number {
  const isTcp = packet.message === 'syn' || packet.message === 'syn-ack';
  return ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH + (isTcp ? 20 : 8);
}

/** The Ethernet frame of a packet. */
export function ipFrameBytes(destination: Mac, source: Mac, packet: IpPacket): Uint8Array {
  const body = ETHERNET_HEADER_LENGTH + IPV4_HEADER_LENGTH;
  const bytes = new Uint8Array(ipFrameLength(packet));
  writeEthernet(bytes, destination, source, ETHERTYPE_IPV4);
  const header = ETHERNET_HEADER_LENGTH;
  bytes[header] = 0x45;
  write16(bytes, header + 2, bytes.length - header);
  write16(bytes, header + 4, packet.id);
  bytes[header + 8] = packet.timeToLive ?? TIME_TO_LIVE;
  writeIpv4(bytes, header + 12, packet.source);
  writeIpv4(bytes, header + 16, packet.destination);
  bytes[header + 9] = writeMessage(bytes, body, packet);
  write16(bytes, header + 10, internetChecksum(bytes, header, body, 0));
  return bytes;
}

/** Writes the transport part and returns its protocol number. */
function writeMessage(bytes: Uint8Array, body: number, packet: IpPacket): number {
  switch (packet.message) {
    case 'echo-request':
    case 'echo-reply':
      bytes[body] = packet.message === 'echo-request' ? ICMP_ECHO_REQUEST : ICMP_ECHO_REPLY;
      write16(bytes, body + 4, packet.id);
      write16(bytes, body + 6, 1);
      write16(bytes, body + 2, internetChecksum(bytes, body, bytes.length, 0));
      return PROTOCOL_ICMP;
    case 'syn':
    case 'syn-ack':
      writePorts(bytes, body, packet.message === 'syn');
      write16(bytes, body + 6, packet.id);
      if (packet.message === 'syn-ack') {
        write16(bytes, body + 8, (packet.id + 1) >>> 16);
        write16(bytes, body + 10, packet.id + 1);
      }
      bytes[body + 12] = 0x50;
      bytes[body + 13] = packet.message === 'syn' ? TCP_SYN : TCP_SYN | TCP_ACK;
      write16(bytes, body + 14, 64_240);
      write16(bytes, body + 16, internetChecksum(bytes, body, bytes.length, pseudoHeader(packet, PROTOCOL_TCP, 20)));
      return PROTOCOL_TCP;
    case 'datagram':
    case 'datagram-answer':
      writePorts(bytes, body, packet.message === 'datagram');
      write16(bytes, body + 4, 8);
      // A UDP checksum of 0 means "none"; a computed 0 is sent as all ones (RFC 768).
      write16(
        bytes,
        body + 6,
        internetChecksum(bytes, body, bytes.length, pseudoHeader(packet, PROTOCOL_UDP, 8)) || 0xffff,
      );
      return PROTOCOL_UDP;
    default:
      return packet.message satisfies never;
  }
}

function writePorts(bytes: Uint8Array, body: number, toCollector: boolean): void {
  write16(bytes, body, toCollector ? CLIENT_PORT : COLLECTOR_PORT);
  write16(bytes, body + 2, toCollector ? COLLECTOR_PORT : CLIENT_PORT);
}

function pseudoHeader(packet: IpPacket, protocol: number, length: number): number {
  return (
    (packet.source >>> 16) +
    (packet.source & 0xffff) +
    (packet.destination >>> 16) +
    (packet.destination & 0xffff) +
    protocol +
    length
  );
}

/** The Internet checksum (RFC 1071) of octets `start` to `end`; both lengths that occur here are even. */
export function internetChecksum(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  for (let index = start; index < end; index += 2) sum += (bytes[index]! << 8) | bytes[index + 1]!;
  while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}

function read16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

function write16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}
