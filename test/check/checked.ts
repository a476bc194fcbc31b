import { CaptureCheck, type CaptureCheckOptions, type CheckResult } from '../../src/check/capture-check.ts';
import type { Finding } from '../../src/check/finding-book.ts';
import { CaptureScanner, type PcapngPacketToWrite, pcapngBytes } from '../../src/pcap-writer/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type ArpPacket,
  arpFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  parseIpv4,
  parseMac,
} from '../../src/wire/index.ts';

/** Judges the bytes of a capture. */
export function checkBytes(bytes: Uint8Array, options: Partial<CaptureCheckOptions> = {}): CheckResult {
  const check = new CaptureCheck({ profile: 'rfc826-strict', ...options });
  const scanner = new CaptureScanner();
  scanner.push(bytes);
  scanner.end();
  while (scanner.advance()) check.packet(scanner.packet, scanner);
  return check.end();
}

/** A frame and when it comes, in milliseconds. */
export interface Timed {
  readonly at: number;
  readonly frame: Uint8Array;
  readonly interfaceId?: number;
}

/** Judges frames of Ethernet. */
export function checkFrames(frames: readonly Timed[], options: Partial<CaptureCheckOptions> = {}): CheckResult {
  return checkBytes(captureOf(frames), options);
}

export function captureOf(frames: readonly Timed[], names: readonly (string | undefined)[] = [undefined, undefined]) {
  const packets = frames.map(
    ({ at, frame, interfaceId = 0 }): PcapngPacketToWrite => ({
      interfaceId,
      timestampNs: 1_700_000_000_000_000_000n + BigInt(Math.round(at * 1_000_000)),
      data: frame,
    }),
  );
  return pcapngBytes(
    names.map((name) => ({ name })),
    packets,
  );
}

export function mac(last: number): Mac {
  return parseMac(`02:00:00:00:00:${last.toString(16).padStart(2, '0')}`)!;
}

export interface Claim {
  readonly mac: Mac;
  readonly ip: string;
}

/** A station: its last octet is that of both addresses. */
export function station(last: number): Claim {
  return { mac: mac(last), ip: `10.0.0.${last}` };
}

/** "Who has `ip`? Tell `sender`", to everyone. */
export function asks(at: number, sender: Claim, ip: string, interfaceId = 0): Timed {
  return { at, interfaceId, frame: arp(MAC_BROADCAST, sender, { operation: ARP_REQUEST, targetMac: MAC_ZERO, ip }) };
}

/** "`sender` has its address", to the target alone. */
export function replies(at: number, sender: Claim, target: Claim, interfaceId = 0): Timed {
  const packet = { operation: ARP_REPLY, targetMac: target.mac, ip: target.ip };
  return { at, interfaceId, frame: arp(target.mac, sender, packet) };
}

export function announces(at: number, sender: Claim): Timed {
  return asks(at, sender, sender.ip);
}

export function probes(at: number, prober: Mac, ip: string): Timed {
  return asks(at, { mac: prober, ip: '0.0.0.0' }, ip);
}

function arp(
  destination: Mac,
  sender: Claim,
  { operation, targetMac, ip }: Pick<ArpPacket, 'operation' | 'targetMac'> & { readonly ip: string },
): Uint8Array {
  const senderIp = parseIpv4(sender.ip)!;
  const packet = { operation, senderMac: sender.mac, senderIp, targetMac, targetIp: parseIpv4(ip)! };
  return arpFrameBytes(destination, sender.mac, packet);
}

/** The frame with other octets at `offset`, and lengthened by what does not fit into it. */
export function altered(timed: Timed, offset: number, ...octets: readonly number[]): Timed {
  const frame = new Uint8Array(Math.max(timed.frame.length, offset + octets.length));
  frame.set(timed.frame);
  frame.set(octets, offset);
  return { ...timed, frame };
}

/** `id mechanism confidence`, in the order in which they were seen. */
export function gist({ findings }: CheckResult): readonly string[] {
  return findings.map((each) => `${each.id} ${each.mechanism} ${each.confidence}`);
}

export function findingOf({ findings }: CheckResult, id: string): Finding {
  const found = findings.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${findings.map((each) => each.id).join(', ')}`);
  return found;
}
