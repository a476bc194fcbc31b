import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { LiveStack } from '../../src/network/index.ts';
import { address, mac } from '../../src/network/index.ts';
import type { StackIdentity, StackKind } from '../../src/stacks/stack.ts';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  describeFrame,
  Frame,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';

/** The neighbour that tests speak as, unless they say otherwise. */
const NEIGHBOUR = { ip: '10.20.0.7', hardware: '02:00:00:20:00:07' };

/** Whether tests of a stack can run; where it has to be there (ARPCHECK_REQUIRE_STACKS), its absence is a failure. */
export function mayRun(kind: StackKind): boolean {
  return kind.check(parseStackSpec(kind.name)).available || (process.env.ARPCHECK_REQUIRE_STACKS ?? '') !== '';
}

interface Party {
  readonly ip?: string;
  readonly hardware?: string;
}

/** A broadcast ARP request for an address. */
export function requestFor(
  target: string,
  { ip = NEIGHBOUR.ip, hardware = NEIGHBOUR.hardware }: Party = {},
): Uint8Array {
  const packet = { senderMac: mac(hardware), senderIp: address(ip), targetMac: MAC_ZERO, targetIp: address(target) };
  return arpFrameBytes(MAC_BROADCAST, mac(hardware), { ...packet, operation: ARP_REQUEST });
}

/** A unicast ARP reply to the stack. */
export function replyTo(
  who: StackIdentity,
  { ip = NEIGHBOUR.ip, hardware = NEIGHBOUR.hardware }: Party = {},
): Uint8Array {
  const targetIp = address(who.addresses[0]!.split('/')[0]!);
  const packet = { senderMac: mac(hardware), senderIp: address(ip), targetMac: mac(who.mac), targetIp };
  return arpFrameBytes(mac(who.mac), mac(hardware), { ...packet, operation: ARP_REPLY });
}

/** An ICMP echo request to the stack. */
export function echoTo(
  who: StackIdentity,
  { ip = NEIGHBOUR.ip, hardware = NEIGHBOUR.hardware }: Party = {},
): Uint8Array {
  const destination = address(who.addresses[0]!.split('/')[0]!);
  return ipFrameBytes(mac(who.mac), mac(hardware), {
    source: address(ip),
    destination,
    message: 'echo-request',
    id: 77,
  });
}

/** Hands frames to a stack, and says what it sent to them once it has nothing more to say. */
export async function said(stack: LiveStack, ...frames: readonly Uint8Array[]): Promise<string[]> {
  for (const frame of frames) stack.transmit(frame);
  await stack.settle();
  return received(stack);
}

/** What it has sent so far, as text. */
export function received(stack: LiveStack): string[] {
  const texts: string[] = [];
  for (let frame = stack.receive(); frame !== undefined; frame = stack.receive()) {
    texts.push(describeFrame(new Frame(frame)));
  }
  return texts;
}

export interface Trail {
  readonly pid: number;
  /** The network namespace that it is in, as /proc names it. */
  readonly namespace: string;
}

/** Processes that were told something on their command line or in their environment: a MAC address that no other has. */
export function processesTold(text: string): Trail[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const told = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${name}/${file}`, 'latin1')).join('\0');
      return told.includes(text) ? [{ pid: Number(name), namespace: readlinkSync(`/proc/${name}/ns/net`) }] : [];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}

/**
 * Waits until no process is left that was told this text. A group that is killed goes a moment later and nobody is
 * told when; if one stays, the test runs into its time limit.
 */
export async function goneWith(text: string): Promise<void> {
  while (processesTold(text).length > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Processes in a network namespace. */
export function processesIn(namespace: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/net`) === namespace ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
