import { type BuilderHost, type Trace, TraceBuilder } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpPacket,
  arpFrameBytes,
  Frame,
  IPV4_ANY,
  type IpMessage,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  parseIpv4,
  parseMac,
} from '../../src/wire/index.ts';

/** Who appears in the examples, with an address and the MAC address that goes with it. */
export interface Station {
  readonly ip: Ipv4;
  readonly mac: Mac;
}

function station(ip: string, mac: string): Station {
  return { ip: parseIpv4(ip)!, mac: parseMac(mac)! };
}

/** The host under test, and its second address. */
export const H: Station = station('10.0.0.1', '02:00:00:00:00:01');
export const H2: Station = { ip: parseIpv4('10.0.0.7')!, mac: H.mac };
/** Its neighbours. */
export const A: Station = station('10.0.0.2', '02:00:00:00:00:0a');
export const B: Station = station('10.0.0.3', '02:00:00:00:00:0b');
/** Has no address of its own and claims those of others. */
export const X_MAC: Mac = parseMac('02:00:00:00:00:66')!;

/** A trace of what H hears and does; the others are there for their names. */
export function host(options: Partial<BuilderHost> = {}): TraceBuilder {
  const addresses = ['10.0.0.1/24'];
  return new TraceBuilder()
    .host('H', { mac: '02:00:00:00:00:01', addresses, ...options })
    .station('A', '02:00:00:00:00:0a', '10.0.0.2/24')
    .station('B', '02:00:00:00:00:0b', '10.0.0.3/24')
    .station('X', '02:00:00:00:00:66');
}

/** A function that makes the trace anew, as examples are given. */
export function example(builder: () => TraceBuilder): () => Trace {
  return () => builder().build();
}

interface Difference extends Partial<ArpPacket> {
  /** Ethernet header. */
  readonly source?: Mac;
  readonly destination?: Mac;
}

/** "Who has `target`? Tell `sender`", broadcast. */
export function request(sender: Station, target: { readonly ip: Ipv4 }, difference: Difference = {}): Frame {
  return arp(
    {
      operation: ARP_REQUEST,
      senderMac: sender.mac,
      senderIp: sender.ip,
      targetMac: MAC_ZERO,
      targetIp: target.ip,
      destination: MAC_BROADCAST,
    },
    difference,
  );
}

/** "`sender` is at …", to the target. */
export function reply(sender: Station, target: Station, difference: Difference = {}): Frame {
  return arp(
    {
      operation: ARP_REPLY,
      senderMac: sender.mac,
      senderIp: sender.ip,
      targetMac: target.mac,
      targetIp: target.ip,
      destination: target.mac,
    },
    difference,
  );
}

/** A request with sender 0.0.0.0 (RFC 5227 section 1.1). */
export function probe(sender: Station, target: { readonly ip: Ipv4 }): Frame {
  return request(sender, target, { senderIp: IPV4_ANY });
}

/** The reply to a probe. */
export function probeReply(sender: Station, target: Station): Frame {
  return reply(sender, target, { targetIp: IPV4_ANY });
}

/** A gratuitous request. */
export function announcement(sender: Station): Frame {
  return request(sender, sender);
}

function arp(usual: ArpPacket & { readonly destination: Mac }, difference: Difference): Frame {
  const packet = { ...usual, ...difference };
  return new Frame(arpFrameBytes(packet.destination, packet.source ?? packet.senderMac, packet));
}

/** An IPv4 packet from H's own interface, or to it. */
export function packet(sender: Station, target: Station, id = 1, message: IpMessage = 'echo-request'): Frame {
  const { ip: source, mac: from } = sender;
  return new Frame(ipFrameBytes(target.mac, from, { source, destination: target.ip, message, id }));
}

/** The same frame with other octets from `offset` on, counted from the start of the ARP packet. */
export function altered(frame: Frame, offset: number, ...octets: readonly number[]): Frame {
  const bytes = Uint8Array.from(frame.bytes);
  bytes.set(octets, frame.payloadOffset + offset);
  return new Frame(bytes);
}

/** The same frame, cut or lengthened to so many octets behind the Ethernet header; what is added is 0xa5. */
export function resized(frame: Frame, length: number): Frame {
  const bytes = new Uint8Array(frame.payloadOffset + length).fill(0xa5);
  bytes.set(frame.bytes.subarray(0, bytes.length));
  return new Frame(bytes);
}

/** The same frame behind an 802.1Q tag. */
export function tagged(frame: Frame, vlan: number): Frame {
  const bytes = new Uint8Array(frame.bytes.length + 4);
  bytes.set(frame.bytes.subarray(0, 12));
  bytes.set([0x81, 0x00, vlan >> 8, vlan & 255], 12);
  bytes.set(frame.bytes.subarray(12), 16);
  return new Frame(bytes);
}
