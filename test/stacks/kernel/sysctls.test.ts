import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SYSCTLS, SYSCTLS, type SysctlName, type Sysctls } from '../../../src/model/sysctl.ts';
import { kernel } from '../../../src/stacks/kernel/kernel.ts';
import { NetworkNamespace } from '../../../src/stacks/kernel/namespace.ts';
import { sysctlsOf, writeSysctls } from '../../../src/stacks/kernel/sysctls.ts';
import { TapDevice } from '../../../src/stacks/kernel/tap-device.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { canRun } from './kernel-lab.ts';

const NAMES = Object.keys(SYSCTLS) as SysctlName[];

describe('settings of the kernel, as options', () => {
  it('are those of Linux, and what is asked for', () => {
    expect(sysctlsOf(parseStackSpec('kernel,arp_accept=1,locktime=0'))).toEqual({
      ...DEFAULT_SYSCTLS,
      arp_accept: 1,
      locktime: 0,
    });
    expect(kernel.identity(parseStackSpec('kernel,arp_announce=2')).sysctl).toMatchObject({ arp_announce: 2 });
  });

  it.each([
    [
      'kernel,arp_anounce=1',
      'arp_anounce in kernel,arp_anounce=1: there is no such sysctl. Did you mean arp_announce?',
    ],
    ['kernel,tcp_sack=1', /^tcp_sack in kernel,tcp_sack=1: there is no such sysctl\. These are known: arp_announce, /],
    ['kernel,arp_ignore=9', 'arp_ignore=9 in kernel,arp_ignore=9: a whole number from 0 to 8 is needed.'],
    ['kernel,arp_ignore', 'arp_ignore= in kernel,arp_ignore: a whole number from 0 to 8 is needed.'],
    ['kernel:eth0', 'eth0 in kernel:eth0: the kernel takes nothing after a colon.'],
  ])('%s is refused before anything starts', async (label, message) => {
    const spec = parseStackSpec(label);
    expect(() => kernel.check(spec)).toThrow(message);
    await expect(kernel.start(spec, kernel.identity(parseStackSpec('kernel')))).rejects.toThrow(message);
  });
});

describe.skipIf(!canRun)('settings of the kernel, in a namespace', () => {
  /** Writes values and reads them back. */
  function settled(values: Sysctls): Record<string, number> {
    const namespace = new NetworkNamespace();
    try {
      return namespace.inside(() => {
        const device = new TapDevice('eth0');
        try {
          writeSysctls('eth0', values);
          return Object.fromEntries(NAMES.map((name) => [name, inForce(name)]));
        } finally {
          device.close();
        }
      });
    } finally {
      namespace.close();
    }
  }

  function inForce(name: string): number {
    for (const kind of ['conf', 'neigh']) {
      try {
        return Number(readFileSync(`/proc/sys/net/ipv4/${kind}/eth0/${name}`, 'utf8'));
      } catch {
        // Not there: the other kind.
      }
    }
    return Number.NaN;
  }

  it.each([
    ['default', DEFAULT_SYSCTLS],
    ['smallest', Object.fromEntries(NAMES.map((name) => [name, SYSCTLS[name].min])) as Sysctls],
    ['largest', Object.fromEntries(NAMES.map((name) => [name, SYSCTLS[name].max])) as Sysctls],
  ])('the %s values can all be set', (_which, values) => {
    expect(settled(values)).toEqual(values);
  });
});
