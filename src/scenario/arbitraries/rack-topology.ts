import type { GuestSpec, HostSpec, Topology } from '../../network/index.ts';
import type { Draw } from './drawn.ts';
import { guestIdentity, hostIdentity, LOCAL_IP } from './rack-names.ts';

/** Guests per rack: their numbers are the last octet of an address. */
const GUESTS_MAX = 250;
/** One /16 for everybody: the rack of the story is one broadcast domain. */
const PREFIX = 16;

/** What the hosts of a rack have in common; a few hosts differ, as in real racks. */
interface RackHabits {
  readonly profile: string;
  readonly hostScoped: boolean;
  readonly guestRoutes: boolean;
  readonly arpreply: boolean;
  readonly filter: readonly string[];
  readonly sysctl: Readonly<Record<string, number>>;
}

/** A rack of 1 to `hostsMax` hosts behind one or two switches, some with guests, addresses, rules and settings at random. */
export function drawRack(draw: Draw, hostsMax: number): Topology {
  const count = drawHostCount(draw, hostsMax);
  const habits = drawHabits(draw);
  const hosts: HostSpec[] = [];
  let guests = 0;
  for (let n = 1; n <= count; n++) {
    const host = drawHost(draw, n, habits, guests);
    guests += host.guests?.length ?? 0;
    hosts.push(host);
  }
  return { version: 1, profile: habits.profile, ...drawCabling(draw, hosts), hosts };
}

/** Small racks find nearly everything and run fast; large ones find what needs many. */
function drawHostCount(draw: Draw, most: number): number {
  const small = Math.min(3, most);
  if (draw.percent(80)) return draw.int(1, small);
  return draw.percent(80) ? draw.int(1, Math.min(8, most)) : draw.int(1, most);
}

function drawHabits(draw: Draw): RackHabits {
  return {
    profile: draw.percent(85) ? 'linux' : 'rfc826-strict',
    hostScoped: draw.percent(75),
    guestRoutes: draw.percent(90),
    arpreply: draw.percent(50),
    filter: draw.percent(25) ? [draw.pick(FILTERS)] : [],
    sysctl: draw.percent(30) ? drawSysctl(draw) : {},
  };
}

/** Rules that administrators write against ARP, and some that have nothing to do with the matter. */
const FILTERS: readonly string[] = [
  `arptables -A FORWARD -j DROP -s ${LOCAL_IP} ! --src-mac MAC`,
  `ebtables -A FORWARD -p ARP --arp-ip-src ${LOCAL_IP} -j DROP`,
  `ebtables -A OUTPUT -p ARP --arp-ip-src ${LOCAL_IP} -j DROP`,
  `ebtables -A FORWARD -p ARP --arp-ip-dst ${LOCAL_IP} -j DROP`,
  `ebtables -A INPUT -p ARP --arp-op Request -i veth+ -j ACCEPT`,
  'ebtables -A FORWARD -p ARP --arp-gratuitous -j DROP',
  'ebtables -A FORWARD -i veth+ -o veth+ -j DROP',
  `arptables -A INPUT -s ${LOCAL_IP} -j DROP`,
  `arptables -A OUTPUT -s ${LOCAL_IP} -j DROP`,
];

function drawSysctl(draw: Draw): Record<string, number> {
  const sysctl: Record<string, number> = {};
  if (draw.oneIn(2)) sysctl.arp_announce = draw.int(0, 2);
  if (draw.oneIn(3)) sysctl.arp_ignore = draw.pick([0, 1, 2, 3, 8]);
  if (draw.oneIn(3)) sysctl.arp_accept = draw.int(0, 2);
  if (draw.oneIn(4)) sysctl.arp_notify = 1;
  if (draw.oneIn(6)) sysctl.arp_filter = 1;
  if (draw.oneIn(6)) sysctl.drop_gratuitous_arp = 1;
  if (draw.oneIn(6)) sysctl.locktime = draw.pick([0, 100, 1000]);
  if (draw.oneIn(8)) {
    sysctl.proxy_arp = 1;
    sysctl.forwarding = 1;
    sysctl.proxy_delay = draw.pick([0, 80]);
  }
  return sysctl;
}

function drawHost(draw: Draw, n: number, habits: RackHabits, guestsBefore: number): HostSpec {
  const { name, address, mac } = hostIdentity(n);
  const own = `${address}/${PREFIX}`;
  // A host that differs from the others in one thing: the one that was forgotten.
  const differs = draw.oneIn(8);
  const addresses = habits.hostScoped && !(differs && draw.oneIn(2)) ? [own, `${LOCAL_IP}/32 scope host`] : [own];
  const sysctl = differs && draw.oneIn(2) ? drawSysctl(draw) : habits.sysctl;
  if (draw.oneIn(8)) {
    return { name, interfaces: [{ name: 'eth0', mac, addresses }], ...nonEmpty({ sysctl }) };
  }
  const count = Math.min(draw.percent(85) ? draw.int(0, 2) : draw.int(0, 4), GUESTS_MAX - guestsBefore);
  const guests = Array.from({ length: count }, (_, index) => drawGuest(guestsBefore + index + 1, habits));
  const rules = [
    ...(habits.arpreply && !(differs && draw.oneIn(2)) ? [arpreplyRule(mac)] : []),
    ...(differs && draw.oneIn(2) ? [] : habits.filter),
    ...(draw.oneIn(12) ? [draw.pick(FILTERS)] : []),
  ].map((line) => line.replace('MAC', mac));
  return {
    name,
    interfaces: [
      { name: 'eth0', mac },
      { name: 'br0', mac, addresses, bridge: { members: ['eth0'] } },
    ],
    ...nonEmpty({ sysctl }),
    ...(rules.length > 0 ? { rules } : {}),
    ...(guests.length > 0 ? { guests } : {}),
  };
}

function nonEmpty(part: { sysctl: Readonly<Record<string, number>> }): { sysctl?: Readonly<Record<string, number>> } {
  return Object.keys(part.sysctl).length > 0 ? part : {};
}

function arpreplyRule(mac: string): string {
  return `ebtables -t nat -A PREROUTING -p ARP -i veth+ --arp-op Request --arp-ip-dst ${LOCAL_IP} -j arpreply --arpreply-mac ${mac}`;
}

function drawGuest(n: number, habits: RackHabits): GuestSpec {
  const { name, address, mac, port } = guestIdentity(n);
  const routes = habits.hostScoped && habits.guestRoutes ? [{ to: `${LOCAL_IP}/32`, interface: 'eth0' }] : [];
  return {
    name,
    port,
    interfaces: [{ name: 'eth0', mac, addresses: [`${address}/${PREFIX}`] }],
    ...(routes.length > 0 ? { routes } : {}),
  };
}

/** A star, or two stars joined; always a tree. */
function drawCabling(draw: Draw, hosts: readonly HostSpec[]): Pick<Topology, 'switches' | 'cables'> {
  const uplinks = hosts.map((host) => `${host.name}.eth0`);
  if (hosts.length < 4 || draw.percent(70)) {
    return { switches: [{ name: 'tor' }], cables: uplinks.map((uplink) => [uplink, 'tor'] as const) };
  }
  const cables = uplinks.map((uplink, index) => [uplink, index % 2 === 0 ? 'tor-a' : 'tor-b'] as const);
  return { switches: [{ name: 'tor-a' }, { name: 'tor-b' }], cables: [...cables, ['tor-a', 'tor-b']] };
}
