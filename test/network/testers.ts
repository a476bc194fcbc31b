import type { HostSpec, Topology } from '../../src/network/index.ts';
import type { ArpStep } from '../../src/scenario/step.ts';

/*
 * Testers T0, T1, … see and say what they want: raw frames in and out of their eth0. Number N has 02:00:00:00:00:1N and
 * speaks for 10.0.0.1N.
 */
export function testerMac(n: number): string {
  return `02:00:00:00:00:1${n}`;
}

export function testerIp(n: number): string {
  return `10.0.0.1${n}`;
}

export function tester(n: number): HostSpec {
  return { name: `T${n}`, kind: 'tester', interfaces: [{ name: 'eth0', mac: testerMac(n) }] };
}

export function testers(count: number): HostSpec[] {
  return Array.from({ length: count }, (_, n) => tester(n));
}

export const BRIDGE_MAC = '02:00:00:00:00:b0';
/** The bridge's own address. */
export const BRIDGE_IP = '10.0.0.1';

/** MAC address of the host's member port that leads to tester N. */
export function memberMac(n: number): string {
  return `02:00:00:00:00:e${n}`;
}

/** A host whose bridge has a member for each of the testers, which joined in their order. */
export function bridgeTopology(count: number, more: Partial<HostSpec> = {}, ageing?: number): Topology {
  const members = Array.from({ length: count }, (_, n) => ({ name: `eth${n}`, mac: memberMac(n) }));
  const bridge = { members: members.map((each) => each.name), ...(ageing === undefined ? {} : { ageing }) };
  const host = {
    name: 'H',
    interfaces: [...members, { name: 'br0', mac: BRIDGE_MAC, addresses: [`${BRIDGE_IP}/24`], bridge }],
    ...more,
  };
  const cables = members.map((each, n) => [`H.${each.name}`, `T${n}.eth0`] as const);
  return { version: 1, hosts: [host, ...testers(count)], cables };
}

/** Testers around a switch. */
export function switchTopology(count: number, ageing?: number): Topology {
  const cables = Array.from({ length: count }, (_, n) => [`T${n}.eth0`, 'sw'] as const);
  return {
    version: 1,
    hosts: testers(count),
    switches: [{ name: 'sw', ...(ageing === undefined ? {} : { ageing }) }],
    cables,
  };
}

type Fields = Partial<Omit<ArpStep, 'do' | 'from'>>;

/** Tester N asks for an address, in its own name if nothing else is said. */
export function asks(n: number, targetIp: string, fields: Fields = {}): ArpStep {
  return {
    do: 'arp',
    from: `T${n}.eth0`,
    operation: 1,
    senderMac: testerMac(n),
    senderIp: testerIp(n),
    targetMac: '00:00:00:00:00:00',
    targetIp,
    ...fields,
  };
}

/** Tester N sends a reply to a MAC address. */
export function repliesTo(n: number, destination: string, fields: Fields = {}): ArpStep {
  return asks(n, '10.0.0.99', { operation: 2, targetMac: destination, destination, ...fields });
}
