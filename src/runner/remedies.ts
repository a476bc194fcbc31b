import type { Scenario } from '../scenario/scenario.ts';
import { announcing, arptablesRule } from './mitigation/known-mitigations.ts';
import { type Mitigation, trialOf } from './mitigation/mitigation.ts';

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
    remedy(`arptables -A FORWARD -j DROP -s ${address} ! --src-mac OWN_MAC`, arptablesRule([address])),
    remedy('sysctl net.ipv4.conf.all.arp_announce=2', announcing([address], 2, '')),
  ];
}

function remedy(words: string, mitigation: Mitigation): Remedy {
  return {
    words,
    apply: (scenario) => ({
      ...scenario,
      topology: trialOf(scenario.topology, [mitigation])?.rack.topology ?? scenario.topology,
    }),
  };
}
