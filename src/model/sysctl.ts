/**
 * The settings of `net.ipv4.conf` and `net.ipv4.neigh` that are understood, in the kernel's units.
 *
 * Sources: Documentation/networking/ip-sysctl.rst of Linux 6.x, arp(7). Defaults are those of a new network namespace.
 */
export interface Sysctl {
  readonly min: number;
  readonly max: number;
  /** Empty for a choice. */
  readonly unit: string;
  readonly default: number;
  readonly description: string;
}

/** Durations end at a day: longer than any test waits, and short enough for virtual time to stay exact. */
const DAY_SECONDS = 86_400;
const DAY_MILLISECONDS = DAY_SECONDS * 1000;
const DAY_CENTISECONDS = DAY_SECONDS * 100;
/** More requests than that for one address are a storm, whatever the setting says. */
const PROBES_MAX = 255;
/** The queue of one unresolved address; 212,992 octets (the kernel's limit) hold fewer small packets. */
const QUEUE_MAX = 1024;
/** No machine has more network interfaces that media could be told apart by. */
const DEVICES_MAX = 255;

export const SYSCTLS = {
  arp_announce: choice(
    2,
    0,
    'which own address a request names as its sender: any (0), of the subnet (1), the best one (2)',
  ),
  arp_ignore: choice(8, 0, 'which requests are answered: for any own address (0) … for none (8)'),
  arp_accept: choice(2, 0, 'gratuitous packets create entries: never (0), always (1), within the subnet (2)'),
  arp_filter: choice(1, 0, 'answer only where the reply would be routed out of the same interface'),
  arp_notify: choice(1, 0, 'announce the addresses when the link comes up'),
  drop_gratuitous_arp: choice(1, 0, 'drop gratuitous packets'),
  arp_evict_nocarrier: choice(1, 1, 'forget the entries of an interface that has lost its link'),
  proxy_arp: choice(1, 0, 'answer for addresses that are routed elsewhere'),
  proxy_arp_pvlan: choice(1, 0, 'answer for addresses that are routed back out of the same interface (RFC 3069)'),
  medium_id: number(
    -1,
    DEVICES_MAX,
    0,
    'which medium the interface is attached to: no proxying within one; its own (0), never proxied for (-1)',
  ),
  rp_filter: choice(
    2,
    0,
    'refuse senders to which no route leads back: never (0), out of the interface (1), at all (2)',
  ),
  forwarding: choice(1, 0, 'forward packets between interfaces'),
  route_localnet: choice(1, 0, 'treat 127.0.0.0/8 as any other address'),
  base_reachable_time_ms: amount(
    'ms',
    DAY_MILLISECONDS,
    30_000,
    'how long an entry counts as reachable once confirmed',
  ),
  retrans_time_ms: amount('ms', DAY_MILLISECONDS, 1000, 'time between two requests for the same address'),
  delay_first_probe_time: amount('s', DAY_SECONDS, 5, 'time from the first use of a stale entry until it is polled'),
  gc_stale_time: amount('s', DAY_SECONDS, 60, 'time until an unused stale entry may be removed'),
  locktime: amount('1/100 s', DAY_CENTISECONDS, 100, 'time for which an entry is not overwritten'),
  mcast_solicit: amount('requests', PROBES_MAX, 3, 'broadcast requests for an address before giving up'),
  ucast_solicit: amount('requests', PROBES_MAX, 3, 'unicast requests that poll a stale entry'),
  app_solicit: amount('requests', PROBES_MAX, 0, 'requests left to a daemon in user space'),
  mcast_resolicit: amount('requests', PROBES_MAX, 0, 'broadcast requests after unicast ones went unanswered'),
  unres_qlen: amount('packets', QUEUE_MAX, 101, 'packets that wait for one address to be resolved'),
  proxy_delay: amount('1/100 s', DAY_CENTISECONDS, 80, 'the most that a proxy reply is delayed'),
} as const satisfies Readonly<Record<string, Sysctl>>;

export type SysctlName = keyof typeof SYSCTLS;
export type Sysctls = Readonly<Record<SysctlName, number>>;

export const DEFAULT_SYSCTLS: Sysctls = Object.freeze(
  Object.fromEntries(Object.entries(SYSCTLS).map(([name, each]) => [name, each.default])) as Record<SysctlName, number>,
);

/** Settings that stacks of every profile have, as every router has them. */
export const ROUTER_SYSCTLS = ['forwarding', 'proxy_arp'] as const satisfies readonly SysctlName[];

/** Of two settings that both apply, the one that is in force. */
type Combination = 'larger' | 'smaller';

/** `conf/all` and `conf/INTERFACE` together (ip-sysctl.rst; `IN_DEV_ORCONF` and its kin in linux/inetdevice.h). */
const COMBINED: Readonly<Partial<Record<SysctlName, Combination>>> = {
  arp_announce: 'larger',
  arp_ignore: 'larger',
  arp_accept: 'larger',
  arp_filter: 'larger',
  arp_notify: 'larger',
  drop_gratuitous_arp: 'larger',
  proxy_arp: 'larger',
  proxy_arp_pvlan: 'larger',
  route_localnet: 'larger',
  rp_filter: 'larger',
  arp_evict_nocarrier: 'smaller',
};

/** `conf/all` has a say in this setting; all others are an interface's own. */
export function isShared(name: string): boolean {
  return name in COMBINED;
}

/** What `conf/all` has to be to say nothing. */
export function neutralSysctl(name: string): number {
  return COMBINED[name as SysctlName] === 'smaller' ? 1 : 0;
}

/** The value in force on an interface. */
export function effectiveSysctl(name: string, all: number, own: number): number {
  switch (COMBINED[name as SysctlName]) {
    case 'larger':
      return Math.max(all, own);
    case 'smaller':
      return Math.min(all, own);
    default:
      return own;
  }
}

function choice(max: number, byDefault: number, description: string): Sysctl {
  return number(0, max, byDefault, description);
}

function number(min: number, max: number, byDefault: number, description: string): Sysctl {
  return { min, max, unit: '', default: byDefault, description };
}

function amount(unit: string, max: number, byDefault: number, description: string): Sysctl {
  return { min: 0, max, unit, default: byDefault, description };
}
