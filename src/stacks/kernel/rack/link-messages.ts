/**
 * What rtnetlink(7) and linux/if_link.h offer to make bridges, put ports into them and take them out again: messages as
 * bytes.
 */
import type { InterfaceAddress, StackRoute } from '../../../model/index.ts';

import type { Ipv4, Mac } from '../../../wire/index.ts';
import { attribute, ipv4Bytes, macBytes, message, NLM_F_CREATE, RTM_NEWLINK, SCOPES } from '../netlink.ts';

const RTM_DELADDR = 21;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_NEWROUTE = 24;
const RTM_DELROUTE = 25;
const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const NLM_F_EXCL = 0x200;
const NTF_PROXY = 0x08;
const NDA_DST = 1;
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_GROUP = 27;
/** Any but 0, in which all others are. */
const GROUP = 1;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_BR_AGEING_TIME = 4;
const IFLA_BR_FDB_FLUSH = 21;
const IFLA_BR_MCAST_SNOOPING = 23;
const IFA_LOCAL = 2;
const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const AF_INET = 2;
const RT_TABLE_MAIN = 254;
const RTPROT_STATIC = 4;
const RTN_UNICAST = 1;

/** A new bridge, without spanning tree and without IGMP snooping, which would speak unasked. */
export function newBridge(name: string): Uint8Array {
  const data = attribute(IFLA_BR_MCAST_SNOOPING, Uint8Array.of(0));
  return message(RTM_NEWLINK, NLM_F_CREATE, linkBody(0), attribute(IFLA_IFNAME, text(name)), bridgeInfo(data));
}

/** Sets the ageing time of a bridge, in hundredths of a second, and forgets what it has learned. */
export function refreshedBridge(index: number, ageing: number): Uint8Array {
  const data = Buffer.concat([
    attribute(IFLA_BR_AGEING_TIME, int32(ageing)),
    attribute(IFLA_BR_FDB_FLUSH, new Uint8Array(4)),
  ]);
  return message(RTM_NEWLINK, 0, linkBody(index), bridgeInfo(data));
}

function bridgeInfo(data: Uint8Array): Uint8Array {
  const kind = attribute(IFLA_INFO_KIND, text('bridge'));
  return attribute(IFLA_LINKINFO, Buffer.concat([padded(kind), attribute(IFLA_INFO_DATA, padded(data))]));
}

/** Puts a port into the bridge of this index; 0 takes it out of where it is. */
export function memberOf(index: number, bridge: number): Uint8Array {
  return message(RTM_NEWLINK, 0, linkBody(index), attribute(IFLA_MASTER, int32(bridge)));
}

export function renamed(index: number, name: string): Uint8Array {
  return message(RTM_NEWLINK, 0, linkBody(index), attribute(IFLA_IFNAME, text(name)));
}

export function withMac(index: number, mac: Mac): Uint8Array {
  return message(RTM_NEWLINK, 0, linkBody(index), attribute(IFLA_ADDRESS, macBytes(mac)));
}

/** Puts an interface into the group of those that go together. */
export function inGroup(index: number): Uint8Array {
  return message(RTM_NEWLINK, 0, linkBody(index), attribute(IFLA_GROUP, int32(GROUP)));
}

/** Removes all interfaces of that group at once: one by one each would have to be waited for. */
export function withoutGroup(): Uint8Array {
  return message(RTM_DELLINK, 0, linkBody(0), attribute(IFLA_GROUP, int32(GROUP)));
}

/** Asks for one interface; before the kernel answers it has caught up with what its carrier did. */
export function askedFor(index: number): Uint8Array {
  return message(RTM_GETLINK, 0, linkBody(index));
}

export function withoutAddress(index: number, { address, prefix, scope }: InterfaceAddress): Uint8Array {
  const body = new Uint8Array(8);
  body.set([AF_INET, prefix, 0, SCOPES[scope]]);
  new DataView(body.buffer).setUint32(4, index, true);
  return message(RTM_DELADDR, 0, body, attribute(IFA_LOCAL, ipv4Bytes(address)));
}

/** A route of an interface, or without it. */
export function routeMessage(index: number, { network, prefix, gateway }: StackRoute, present: boolean): Uint8Array {
  const scope = gateway === undefined ? SCOPES.link : SCOPES.global;
  const body = Uint8Array.of(AF_INET, prefix, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, scope, RTN_UNICAST, 0, 0, 0, 0);
  return message(
    present ? RTM_NEWROUTE : RTM_DELROUTE,
    present ? NLM_F_CREATE | NLM_F_EXCL : 0,
    body,
    ...(prefix > 0 ? [attribute(RTA_DST, ipv4Bytes(network))] : []),
    ...(gateway === undefined ? [] : [attribute(RTA_GATEWAY, ipv4Bytes(gateway))]),
    attribute(RTA_OIF, int32(index)),
  );
}

/** The interface answers for an address, or no longer (`ip neighbour add proxy`). */
export function proxyMessage(index: number, address: Ipv4, present: boolean): Uint8Array {
  const body = new Uint8Array(12);
  body[0] = AF_INET;
  body[10] = NTF_PROXY;
  new DataView(body.buffer).setInt32(4, index, true);
  const [type, flags] = present ? [RTM_NEWNEIGH, NLM_F_CREATE] : [RTM_DELNEIGH, 0];
  return message(type, flags, body, attribute(NDA_DST, ipv4Bytes(address)));
}

function linkBody(index: number): Uint8Array {
  const body = new Uint8Array(16);
  new DataView(body.buffer).setInt32(4, index, true);
  return body;
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(`${value}\0`);
}

/** Attributes that others follow begin at multiples of four octets. */
function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}
