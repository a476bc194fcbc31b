import type { Ability, Topology } from '../../network/index.ts';

/** The stack under test, as generators address it: who it is, and what can be done with it. */
export interface Subject {
  readonly mac: string;
  /** `10.0.0.1/8`; at least one, and every station is in its prefix. */
  readonly addresses: readonly string[];
  readonly staticNeighbour?: { readonly address: string; readonly mac: string } | undefined;
  /** Settings in force, for profiles that have them. */
  readonly sysctl?: Readonly<Record<string, number>> | undefined;
  /** What a black box offers; undefined for a simulated stack, which offers everything. */
  readonly abilities?: ReadonlySet<Ability> | undefined;
  /** `real`: waiting takes as long as it says, so cases do not wait. */
  readonly clock: 'virtual' | 'real';
  /** It cannot be reset: what it learned in one case of an address that is not a station's would be there in the next. */
  readonly remembers?: boolean | undefined;
  /**
   * It is known to take frames that are not for it, or malformed, for good ones: what follows from that is its known
   * deviation again and again, so such frames keep to cases of their own.
   */
  readonly takesMisfits?: boolean | undefined;
}

export const SUT_NAME = 'sut';
/** Where frames are injected, and its MAC address, which no ARP packet ever claims. */
export const TESTER_PORT = 'tester.eth0';
const TESTER_MAC = '02:00:00:00:00:ff';

/** A simulated stack: two addresses, and one static neighbour, on a prefix that holds every station. */
export const SIMULATED: Subject = {
  mac: '02:00:00:00:00:01',
  addresses: ['10.0.0.1/8', '10.0.0.2/8'],
  staticNeighbour: { address: '10.0.0.9', mac: '02:00:00:00:09:09' },
  clock: 'virtual',
};

/** One host cabled to a tester, under a profile. */
export function singleStackTopology(profile: string, subject: Subject = SIMULATED): Topology {
  const { mac, addresses, staticNeighbour, sysctl } = subject;
  return {
    version: 1,
    profile,
    hosts: [
      {
        name: SUT_NAME,
        interfaces: [{ name: 'eth0', mac, addresses }],
        ...(sysctl === undefined ? {} : { sysctl }),
        ...(staticNeighbour === undefined ? {} : { neighbours: [{ ...staticNeighbour, interface: 'eth0' }] }),
      },
      { name: 'tester', kind: 'tester', interfaces: [{ name: 'eth0', mac: TESTER_MAC }] },
    ],
    cables: [[`${SUT_NAME}.eth0`, TESTER_PORT]],
  };
}
