import { afterEach } from 'vitest';
import type { LiveStack } from '../../../src/network/index.ts';
import { kernel } from '../../../src/stacks/kernel/kernel.ts';
import type { StackIdentity } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  Frame,
  formatIpv4,
  formatMac,
  type Ipv4,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  parseIpv4,
  parseMac,
} from '../../../src/wire/index.ts';

/** With ARPCHECK_REQUIRE_KERNEL set, a machine without namespaces fails instead of passing with less. */
export const canRun =
  kernel.check(parseStackSpec('kernel')).available || (process.env.ARPCHECK_REQUIRE_KERNEL ?? '') !== '';

export const OWN_MAC = parseMac('02:00:00:00:00:01')!;

/** A kernel with its neighbours, of which there are as many as numbers: 10.0.1.N with 02:00:00:00:01:N. */
export class KernelLab {
  readonly stack: LiveStack;

  constructor(stack: LiveStack) {
    this.stack = stack;
  }

  /** What it has to say to some frames, each in a few words; not a moment is waited. */
  hears(...frames: readonly Uint8Array[]): readonly string[] {
    for (const frame of frames) this.stack.transmit(frame);
    return this.says();
  }

  says(): readonly string[] {
    const said: string[] = [];
    for (let frame = this.stack.receive(); frame !== undefined; frame = this.stack.receive()) {
      said.push(inWords(new Frame(frame)));
    }
    return said;
  }

  /** `10.0.1.7 02:00:00:00:01:07 stale` */
  async neighbours(): Promise<readonly string[]> {
    const rows = await this.stack.neighbours();
    return rows
      .map(({ address, mac, state }) =>
        [formatIpv4(address), mac === undefined ? 'unknown' : formatMac(mac), state].join(' '),
      )
      .toSorted();
  }
}

export function macOf(number: number) {
  return parseMac(`02:00:00:00:01:${number.toString(16).padStart(2, '0')}`)!;
}

export function addressOf(number: number): Ipv4 {
  return parseIpv4(`10.0.1.${number}`)!;
}

/** A broadcast request of a neighbour, by default for the kernel's first address. */
export function request(number: number, target = '10.0.0.1'): Uint8Array {
  const packet = { operation: ARP_REQUEST, senderMac: macOf(number), senderIp: addressOf(number) };
  return arpFrameBytes(MAC_BROADCAST, macOf(number), { ...packet, targetMac: MAC_ZERO, targetIp: parseIpv4(target)! });
}

export function reply(number: number): Uint8Array {
  const packet = { operation: ARP_REPLY, senderMac: macOf(number), senderIp: addressOf(number) };
  return arpFrameBytes(OWN_MAC, macOf(number), { ...packet, targetMac: OWN_MAC, targetIp: parseIpv4('10.0.0.1')! });
}

/** A gratuitous request (RFC 5227 section 3). */
export function announcement(number: number): Uint8Array {
  return request(number, formatIpv4(addressOf(number)));
}

export function echoRequest(number: number, id: number): Uint8Array {
  const packet = { source: addressOf(number), destination: parseIpv4('10.0.0.1')!, id } as const;
  return ipFrameBytes(OWN_MAC, macOf(number), { ...packet, message: 'echo-request' });
}

function inWords(frame: Frame): string {
  const { arp, ip } = frame;
  const to = formatMac(frame.destination);
  if (arp !== undefined) {
    const what = arp.operation === ARP_REQUEST ? `who has ${formatIpv4(arp.targetIp)}` : 'reply';
    return `${what} from ${formatIpv4(arp.senderIp)} ${formatMac(arp.senderMac)} to ${to}`;
  }
  if (ip !== undefined) return `${ip.message} ${ip.id} for ${formatIpv4(ip.destination)} to ${to}`;
  return `type ${frame.etherType} to ${to}`;
}

/** Starts kernels for single tests, and ends them with those. */
export function kernelLabs(): (label?: string, identity?: StackIdentity) => Promise<KernelLab> {
  const labs: KernelLab[] = [];
  afterEach(async () => {
    for (const { stack } of labs.splice(0)) await stack.close();
  });
  return async (label = 'kernel', identity) => {
    const { stack } = await kernel.start(parseStackSpec(label), identity);
    const lab = new KernelLab(stack);
    labs.push(lab);
    return lab;
  };
}
