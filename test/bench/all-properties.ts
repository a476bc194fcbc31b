import { deliveredToOwnHost } from '../../properties/host-scope/delivered-to-own-host.ts';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { neverOnWireOffHost } from '../../properties/host-scope/never-on-wire-off-host.ts';
import { converges } from '../../properties/network/converges.ts';
import { noArpStorm } from '../../properties/network/no-arp-storm.ts';
import type { Property } from '../../src/monitor/index.ts';

/** Benchmarks judge by everything there is; a fast simulator without its monitors is nobody's use. */
export const ALL_PROPERTIES: readonly Property[] = [
  neverLearnedOffHost,
  neverOnWireOffHost,
  deliveredToOwnHost,
  noArpStorm,
  converges,
];
