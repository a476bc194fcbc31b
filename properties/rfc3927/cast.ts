import type { DefencePolicy, Trace, TraceBuilder } from '../../src/trace/index.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../src/wire/index.ts';
import { A, announcement, H, host, probe, request, type Station } from '../rfc826/cast.ts';

/** The link-local address that H chooses, and the one that it chooses next. */
export const L: Station = { ip: parseIpv4('169.254.17.23')!, mac: H.mac };
export const L2: Station = { ip: parseIpv4('169.254.99.7')!, mac: H.mac };
/** A neighbour that has one, too. */
export const N: Station = { ip: parseIpv4('169.254.200.1')!, mac: A.mac };

/** Milliseconds in front of each probe, in the middle of what is allowed. */
const DELAYS = [500, 1500, 1500];

const prefixed = ({ ip }: Station): string => `${formatIpv4(ip)}/16 scope link`;

/** H is told to choose an address. */
export function choosing(policy: DefencePolicy = 'defend-once'): TraceBuilder {
  return host({ addresses: [] }).linkLocal(policy);
}

/** It tries `address`, and has sent so many probes. */
export function trying(builder: TraceBuilder, address: Station = L, probes = 1): TraceBuilder {
  builder.detection(address.ip, 'probing');
  for (const ms of DELAYS.slice(0, probes)) builder.wait(ms).sent(probe(address, address));
  return builder;
}

/** It finds that nobody has it, and says so for the first time. */
export function claim(builder: TraceBuilder, address: Station = L): TraceBuilder {
  return builder
    .wait(2000)
    .detection(address.ip, 'announcing')
    .address(prefixed(address), true)
    .sent(announcement(address));
}

export function claimed(address: Station = L): TraceBuilder {
  return claim(trying(choosing(), address, 3), address);
}

/** It has said so twice. */
export function established(address: Station = L): TraceBuilder {
  return claimed(address).wait(2000).detection(address.ip, 'in-use').sent(announcement(address)).settled();
}

/** Somebody else speaks in the name of the address. */
export function contested(builder: TraceBuilder, address: Station = L): TraceBuilder {
  return builder.received(request({ ip: address.ip, mac: A.mac }, N));
}

/** H gives a candidate up. */
export function dropped(builder: TraceBuilder, address: Station = L): TraceBuilder {
  return builder.detection(address.ip, 'given-up');
}

/** H gives up an address that was in use. */
export function left(builder: TraceBuilder, address: Station = L): TraceBuilder {
  return dropped(builder, address).address(prefixed(address), false);
}

/** The first two hosts of a trace are one with two interfaces: builders know hosts with one. */
export function oneHost({ header, events }: Trace): Trace {
  const ports = header.ports.map((port) => (port.node === 1 ? { ...port, node: 0 } : port));
  return {
    header: { ...header, ports },
    events: events.map((event) => ('node' in event && event.node === 1 ? { ...event, node: 0 } : event)),
  };
}

/** Whatever has no other way leaves by this router. */
export const R: Station = { ip: parseIpv4('10.0.0.254')!, mac: A.mac };

/** Its routes lead to R. */
export function withRouter({ header, events }: Trace): Trace {
  return { header: { ...header, routes: [{ port: 0, network: 0 as Ipv4, prefix: 0, gateway: R.ip }] }, events };
}
