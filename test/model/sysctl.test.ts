import { expect, it } from 'vitest';
import { DEFAULT_SYSCTLS, effectiveSysctl, isShared, neutralSysctl, SYSCTLS } from '../../src/model/sysctl.ts';

it('defaults are those of a new network namespace of Linux 6.18', () => {
  expect(DEFAULT_SYSCTLS).toEqual({
    arp_announce: 0,
    arp_ignore: 0,
    arp_accept: 0,
    arp_filter: 0,
    arp_notify: 0,
    drop_gratuitous_arp: 0,
    arp_evict_nocarrier: 1,
    proxy_arp: 0,
    proxy_arp_pvlan: 0,
    medium_id: 0,
    rp_filter: 0,
    forwarding: 0,
    route_localnet: 0,
    base_reachable_time_ms: 30_000,
    retrans_time_ms: 1000,
    delay_first_probe_time: 5,
    gc_stale_time: 60,
    locktime: 100,
    mcast_solicit: 3,
    ucast_solicit: 3,
    app_solicit: 0,
    mcast_resolicit: 0,
    unres_qlen: 101,
    proxy_delay: 80,
  });
});

it('every default is within its range', () => {
  for (const [name, { min, max, default: value }] of Object.entries(SYSCTLS)) {
    expect([name, value >= min && value <= max]).toEqual([name, true]);
  }
});

it('conf/all comes in where the kernel combines it, and says nothing while it is neutral', () => {
  expect([effectiveSysctl('arp_ignore', 1, 8), effectiveSysctl('arp_ignore', 2, 1)]).toEqual([8, 2]);
  expect([effectiveSysctl('arp_evict_nocarrier', 0, 1), effectiveSysctl('arp_evict_nocarrier', 1, 1)]).toEqual([0, 1]);
  expect([effectiveSysctl('forwarding', 1, 0), effectiveSysctl('locktime', 0, 100)]).toEqual([0, 100]);
  for (const [name, { min, max }] of Object.entries(SYSCTLS)) {
    for (const own of [min, max]) expect(effectiveSysctl(name, neutralSysctl(name), own)).toBe(own);
  }
  expect(Object.keys(SYSCTLS).filter((name) => !isShared(name))).toContain('medium_id');
});
