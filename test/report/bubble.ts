import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import type { Violation } from '../../src/monitor/index.ts';
import type { HostSpec } from '../../src/network/topology.ts';
import { caseOf } from '../../src/runner/finding-case.ts';
import { runScenario } from '../../src/runner/run.ts';
import type { CaseFile } from '../../src/scenario/case-file.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Trace } from '../../src/trace/index.ts';

/** The smallest ARP bubble: what a campaign shrinks it to. */
export const BUBBLE: Scenario = {
  version: 1,
  topology: {
    version: 1,
    profile: 'linux',
    switches: [{ name: 'tor' }],
    cables: [
      ['BM-1.eth0', 'tor'],
      ['BM-2.eth0', 'tor'],
    ],
    hosts: [
      {
        ...host(1, ['10.0.0.1/16', '169.254.1.1/32 scope host']),
        rules: [
          'ebtables -t nat -A PREROUTING -p ARP -i veth+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 02:00:00:00:00:01',
        ],
      },
      host(2, ['169.254.1.1/32 scope host']),
    ],
  },
  steps: [
    { do: 'ping', from: 'VM-2', to: '169.254.1.1' },
    { do: 'wait', ms: 1001 },
    { do: 'ping', from: 'VM-1', to: '169.254.1.1' },
  ],
};

function host(n: number, addresses: readonly string[]): HostSpec {
  const mac = `02:00:00:00:00:0${n}`;
  return {
    name: `BM-${n}`,
    interfaces: [
      { name: 'eth0', mac },
      { name: 'br0', mac, addresses, bridge: { members: ['eth0'] } },
    ],
    guests: [
      {
        name: `VM-${n}`,
        port: `veth${n}`,
        interfaces: [{ name: 'eth0', mac: `02:00:00:00:01:0${n}`, addresses: [`10.0.1.${n}/16`] }],
        routes: [{ to: '169.254.1.1/32', interface: 'eth0' }],
      },
    ],
  };
}

export const PROPERTY = neverLearnedOffHost;

/** The bubble, run and judged. */
export function runBubble(): { readonly trace: Trace; readonly violation: Violation; readonly case: CaseFile } {
  const { trace, violations } = runScenario(BUBBLE, { properties: [PROPERTY], record: true });
  const violation = violations[0]!;
  const origin = { stack: 'reference', stackVersion: 'arpcheck 0', seed: 1, run: 6 };
  return { trace, violation, case: caseOf(BUBBLE, violation, origin) };
}
