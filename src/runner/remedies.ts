import type { HostSpec } from '../network/index.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Something that an administrator can do on every host against an address that leaks. */
export interface Remedy {
  /** The command, as it is typed. */
  readonly words: string;
  /** The same scenario with the remedy in place. */
  readonly apply: (scenario: Scenario) => Scenario;
}

/** What is known to keep a host-scoped address from being learned off its host. */
export function remediesFor(address: string): readonly Remedy[] {
  return [
    {
      words: `arptables -A FORWARD -j DROP -s ${address} ! --src-mac OWN_MAC`,
      apply: (scenario) =>
        onEveryHost(scenario, (host) => withRule(host, `arptables -A FORWARD -j DROP -s ${address} ! --src-mac`)),
    },
    {
      words: 'sysctl net.ipv4.conf.all.arp_announce=2',
      apply: (scenario) => onEveryHost(scenario, (host) => ({ ...host, sysctl: { ...host.sysctl, arp_announce: 2 } })),
    },
  ];
}

function onEveryHost(scenario: Scenario, change: (host: HostSpec) => HostSpec): Scenario {
  const { topology } = scenario;
  return { ...scenario, topology: { ...topology, hosts: topology.hosts.map(change) } };
}

function withRule(host: HostSpec, rule: string): HostSpec {
  const bridge = host.interfaces.find((each) => each.bridge !== undefined);
  return bridge === undefined ? host : { ...host, rules: [...(host.rules ?? []), `${rule} ${bridge.mac}`] };
}
