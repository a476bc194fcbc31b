import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_SYSCTLS, SYSCTLS, type SysctlName, type Sysctls } from '../../model/sysctl.ts';
import { didYouMean } from '../../network/rules/did-you-mean.ts';
import { numberOption } from '../option-values.ts';
import { type StackSpec, StackStartError } from '../stack.ts';

const CONF = '/proc/sys/net/ipv4/conf';
const NEIGH = '/proc/sys/net/ipv4/neigh';
const CONF_IPV6 = '/proc/sys/net/ipv6/conf';

/** Settings of the neighbour table of an interface; all others are below `conf`. */
const OF_NEIGHBOURS: ReadonlySet<string> = new Set([
  'base_reachable_time_ms',
  'retrans_time_ms',
  'delay_first_probe_time',
  'gc_stale_time',
  'locktime',
  'mcast_solicit',
  'ucast_solicit',
  'app_solicit',
  'mcast_resolicit',
  'unres_qlen',
  'proxy_delay',
]);

/**
 * What is not modelled and must not come from the machine either: nothing is dropped before ARP and the echo probe
 * have seen it, nothing is redirected or written to the machine's log.
 */
const FIXED: Readonly<Record<string, number>> = {
  accept_local: 0,
  accept_redirects: 0,
  accept_source_route: 0,
  bc_forwarding: 0,
  drop_unicast_in_l2_multicast: 0,
  ignore_routes_with_linkdown: 0,
  log_martians: 0,
  // Reverse path filtering would drop echo probes from odd sources.
  rp_filter: 0,
  send_redirects: 0,
};
/** Proxied requests that may wait for their delay to pass: the kernel's default. */
const PROXY_QUEUE = 64;

/** Of `conf/all` and `conf/IF` the larger value is in force: `all` has to be out of the way (ip-sysctl.rst). */
const NEUTRAL = 0;

/**
 * The settings that the options of a spec ask for, the defaults of Linux for all others. Throws an Error for the user
 * on an unknown name, a value out of range, or a target.
 */
export function sysctlsOf(spec: StackSpec): Sysctls {
  if (spec.target !== '') throw new Error(`${spec.target} in ${spec.label}: the kernel takes nothing after a colon.`);
  for (const name of spec.options.keys()) {
    if (name in SYSCTLS) continue;
    const meant = didYouMean(name, Object.keys(SYSCTLS));
    const hint =
      meant === undefined ? `These are known: ${Object.keys(SYSCTLS).join(', ')}.` : `Did you mean ${meant}?`;
    throw new Error(`${name} in ${spec.label}: there is no such sysctl. ${hint}`);
  }
  const values: Record<SysctlName, number> = { ...DEFAULT_SYSCTLS };
  for (const name of Object.keys(SYSCTLS) as SysctlName[]) {
    const { min, max } = SYSCTLS[name];
    values[name] = numberOption(spec, name, min, max) ?? values[name];
  }
  return values;
}

/**
 * Writes every setting of an interface in the namespace that the thread is in: a new namespace takes some of its values
 * from the first one. IPv6 is switched off, as it would speak without being asked.
 *
 * Throws a {@link StackStartError} if this kernel lacks a setting that is wanted at another value than its default.
 */
export function writeSysctls(device: string, values: Sysctls): void {
  if (existsSync(CONF_IPV6)) {
    for (const name of readdirSync(CONF_IPV6)) writeFileSync(path.join(CONF_IPV6, name, 'disable_ipv6'), '1');
  }
  writeIfThere(path.join(NEIGH, device, 'proxy_qlen'), PROXY_QUEUE);
  for (const [name, value] of Object.entries(FIXED)) {
    for (const each of ['all', device]) writeIfThere(path.join(CONF, each, name), value);
  }
  for (const name of Object.keys(SYSCTLS) as SysctlName[]) {
    const value = values[name];
    const isOfNeighbours = OF_NEIGHBOURS.has(name);
    // arp_evict_nocarrier is in force if both say so.
    if (!isOfNeighbours) writeIfThere(path.join(CONF, 'all', name), name === 'arp_evict_nocarrier' ? 1 : NEUTRAL);
    if (writeIfThere(path.join(isOfNeighbours ? NEIGH : CONF, device, name), value)) continue;
    if (value !== DEFAULT_SYSCTLS[name]) throw new StackStartError(`this kernel has no sysctl ${name}`);
  }
}

/** False if this kernel does not have the setting. */
function writeIfThere(file: string, value: number): boolean {
  if (!existsSync(file)) return false;
  writeFileSync(file, String(value));
  return true;
}
