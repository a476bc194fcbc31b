import type { Property } from '../src/monitor/index.ts';
import { deliveredToOwnHost } from './host-scope/delivered-to-own-host.ts';
import { neverLearnedOffHost } from './host-scope/never-learned-off-host.ts';
import { neverOnWireOffHost } from './host-scope/never-on-wire-off-host.ts';
import { metamorphic } from './metamorphic/index.ts';
import { converges } from './network/converges.ts';
import { noArpStorm } from './network/no-arp-storm.ts';
import { defendersDoNotLoop, twoNeverBothWin } from './network/one-address.ts';
import { simulatorAgreesWithLinux } from './network/simulator-agrees-with-linux.ts';
import { rfc826 } from './rfc826/index.ts';
import { rfc1122 } from './rfc1122/index.ts';
import { rfc1812 } from './rfc1812/index.ts';
import { linkLocalNetworks, rfc3927 } from './rfc3927/index.ts';
import { rfc5227 } from './rfc5227/index.ts';
import { robustness } from './robustness/index.ts';

/** Every property, the most telling first: reports and searches keep this order. */
export const catalogue: readonly Property[] = [
  neverLearnedOffHost,
  neverOnWireOffHost,
  deliveredToOwnHost,
  noArpStorm,
  converges,
  simulatorAgreesWithLinux,
  twoNeverBothWin,
  defendersDoNotLoop,
  ...linkLocalNetworks,
  ...rfc826,
  ...rfc1122,
  ...rfc1812,
  ...rfc5227,
  ...rfc3927,
  ...robustness,
  ...metamorphic,
];
