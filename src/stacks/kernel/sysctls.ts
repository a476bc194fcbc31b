import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_SYSCTLS, SYSCTLS, type SysctlName, type Sysctls } from '../../model/sysctl.ts';
import { numberOption } from '../option-values.ts';
import type { StackSpec } from '../stack.ts';

const CONF = '/proc/sys/net/ipv4/conf';
const NEIGH = '/proc/sys/net/ipv4/neigh';

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

/** Of `conf/all` and `conf/IF` the larger value is in force: `all` has to be out of the way (ip-sysctl.rst). */
const NEUTRAL = 0;

/** The settings that the options of a spec ask for, the defaults of Linux for all others. Throws on a bad value. */
export function sysctlsOf(spec: StackSpec): Sysctls {
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
 */
export function writeSysctls(device: string, values: Sysctls): void {
  for (const name of readdirSync('/proc/sys/net/ipv6/conf', { encoding: 'utf8' })) {
    writeFileSync(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`, '1');
  }
  for (const [name, value] of Object.entries(values)) {
    if (OF_NEIGHBOURS.has(name)) {
      writeFileSync(path.join(NEIGH, device, name), String(value));
    } else {
      // arp_evict_nocarrier is in force if both say so.
      const neutral = name === 'arp_evict_nocarrier' ? 1 : NEUTRAL;
      writeFileSync(path.join(CONF, 'all', name), String(neutral));
      writeFileSync(path.join(CONF, device, name), String(value));
    }
  }
  // Reverse path filtering would drop echo probes from odd sources before they are seen (rp_filter).
  for (const each of ['all', device]) writeFileSync(path.join(CONF, each, 'rp_filter'), '0');
}
