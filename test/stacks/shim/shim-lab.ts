import { afterEach } from 'vitest';
import type { LiveStack } from '../../../src/network/index.ts';
import type { StackIdentity, StackKind, StackSpec } from '../../../src/stacks/stack.ts';
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

/** With ARPCHECK_REQUIRE_STACKS set, a machine without the library fails instead of passing with less. */
export function canRun(kind: StackKind): boolean {
  return kind.check(specOf(kind)).available || (process.env.ARPCHECK_REQUIRE_STACKS ?? '') !== '';
}

export function specOf({ name }: StackKind): StackSpec {
  return { label: name, kind: name, options: new Map(), target: '' };
}

/** A real stack with its neighbours, of which there are as many as numbers: 10.0.1.N with 02:00:00:00:01:N. */
export class ShimLab {
  readonly stack: LiveStack;
  readonly #identity: StackIdentity;

  private constructor(stack: LiveStack, identity: StackIdentity) {
    this.stack = stack;
    this.#identity = identity;
  }

  static async start(kind: StackKind, identity: StackIdentity = kind.identity(specOf(kind))): Promise<ShimLab> {
    const { stack } = await kind.start(specOf(kind), identity);
    const lab = new ShimLab(stack, identity);
    await stack.beginCase();
    return lab;
  }

  get mac() {
    return parseMac(this.#identity.mac)!;
  }

  get address(): Ipv4 {
    return parseIpv4(this.#identity.addresses[0]!.split('/')[0]!)!;
  }

  request(number: number): Uint8Array {
    const packet = { operation: ARP_REQUEST, senderMac: macOf(number), senderIp: addressOf(number) };
    return arpFrameBytes(MAC_BROADCAST, macOf(number), { ...packet, targetMac: MAC_ZERO, targetIp: this.address });
  }

  reply(number: number): Uint8Array {
    const packet = { operation: ARP_REPLY, senderMac: macOf(number), senderIp: addressOf(number) };
    return arpFrameBytes(this.mac, macOf(number), { ...packet, targetMac: this.mac, targetIp: this.address });
  }

  echo(number: number, id: number): Uint8Array {
    const packet = { source: addressOf(number), destination: this.address, id } as const;
    return ipFrameBytes(this.mac, macOf(number), { ...packet, message: 'echo-request' });
  }

  /** What it has to say to some frames, each in a few words. */
  async hears(...frames: readonly Uint8Array[]): Promise<readonly string[]> {
    for (const frame of frames) this.stack.transmit(frame);
    await this.stack.settle();
    return this.says();
  }

  says(): readonly string[] {
    const said: string[] = [];
    for (let frame = this.stack.receive(); frame !== undefined; frame = this.stack.receive()) {
      said.push(inWords(new Frame(frame)));
    }
    return said;
  }

  /** `10.0.1.7 02:00:00:00:01:07 stable` */
  async neighbours(): Promise<readonly string[]> {
    const rows = await this.stack.neighbours();
    return rows.map(({ address, mac, state }) =>
      [formatIpv4(address), mac === undefined ? 'unknown' : formatMac(mac), state].join(' '),
    );
  }
}

function macOf(number: number) {
  return parseMac(`02:00:00:00:01:${number.toString(16).padStart(2, '0')}`)!;
}

export function addressOf(number: number): Ipv4 {
  return parseIpv4(`10.0.1.${number}`)!;
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

/** Starts stacks for single tests, and ends them with those. */
export function shimLabs(kind: StackKind): () => Promise<ShimLab> {
  const labs: ShimLab[] = [];
  afterEach(async () => {
    for (const { stack } of labs.splice(0)) await stack.close();
  });
  return async () => {
    const lab = await ShimLab.start(kind);
    labs.push(lab);
    return lab;
  };
}
