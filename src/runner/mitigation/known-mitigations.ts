import type { GuestSpec, HostSpec, Topology } from '../../network/index.ts';
import { tokenize } from '../../network/rules/tokens.ts';
import type { Step } from '../../scenario/step.ts';
import { bare, bridgesOf, carrierOf, withNeighbours, withoutSysctl, withRules, withSysctls } from './host-changes.ts';
import type { Change, Mitigation } from './mitigation.ts';

/** Addresses that some host of the topology has with scope host. */
export function hostScopedAddresses(topology: Topology): readonly string[] {
  const all = topology.hosts.flatMap((host) => host.interfaces.flatMap((each) => each.addresses ?? []));
  return [...new Set(all.filter((each) => each.endsWith('scope host')).map(bare))];
}

/** Everything that is said to keep host-scoped addresses on their host, whether it does or not. */
export function knownMitigations(addresses: readonly string[]): readonly Mitigation[] {
  return [
    announcing(addresses, 1, 'ask for others in the name of an address of their subnet, if there is one'),
    announcing(addresses, 2, 'ask for others in the name of the address that suits them best'),
    ignoring(addresses, 1, 'answer only for addresses of the interface that the request came in by'),
    ignoring(addresses, 3, 'do not answer for addresses with scope host'),
    {
      id: 'arp_notify=0',
      words: 'do not announce addresses when the link comes up',
      on: (host) => (carrierOf(host, addresses) === undefined ? undefined : withoutSysctl(host, 'arp_notify')),
    },
    arptablesRule(addresses),
    ...bridgeFilters(addresses),
    {
      id: 'no-arpreply',
      words: 'let the host answer the guests itself, and learn from their requests',
      on: withoutArpreply,
    },
    guestsOnHost(),
    addressInGuests(addresses),
    scopeLink(addresses),
    {
      id: 'proxy_arp=1',
      words: 'answer for addresses that are routed elsewhere',
      on: (host) =>
        carrierOf(host, addresses) === undefined ? undefined : withSysctls(host, { forwarding: 1, proxy_arp: 1 }),
    },
  ];
}

/** `arp_announce` on the hosts that have the addresses. */
export function announcing(addresses: readonly string[], value: number, words: string): Mitigation {
  return setting(addresses, 'arp_announce', value, words);
}

function ignoring(addresses: readonly string[], value: number, words: string): Mitigation {
  return setting(addresses, 'arp_ignore', value, words);
}

function setting(
  addresses: readonly string[],
  name: 'arp_announce' | 'arp_ignore',
  value: number,
  words: string,
): Mitigation {
  return {
    id: `${name}=${value}`,
    words,
    sets: name,
    on: (host) => (carrierOf(host, addresses) === undefined ? undefined : withSysctls(host, { [name]: value })),
  };
}

/** The rule of the story: what speaks for an address with another MAC address is not forwarded. */
export function arptablesRule(addresses: readonly string[]): Mitigation {
  return {
    id: 'arptables-forward',
    words: 'forward nothing that speaks for the address with the MAC address of another host',
    on: (host) => {
      const bridge = bridgesOf(host)[0];
      if (bridge === undefined) return undefined;
      return withRules(
        host,
        addresses.map((address) => `arptables -A FORWARD -j DROP -s ${address} ! --src-mac ${bridge.mac}`),
      );
    },
  };
}

function bridgeFilters(addresses: readonly string[]): readonly Mitigation[] {
  const filter = (id: string, words: string, lines: (host: HostSpec) => readonly string[]): Mitigation => ({
    id,
    words,
    on: (host) => (bridgesOf(host).length === 0 ? undefined : withRules(host, lines(host))),
  });
  const drop = (chain: string): readonly string[] =>
    addresses.map((address) => `ebtables -A ${chain} -p ARP --arp-ip-src ${address} -j DROP`);
  return [
    filter('ebtables-forward', 'bridge no ARP packet that speaks for the address', () => drop('FORWARD')),
    filter('ebtables-output', 'send no ARP packet that speaks for the address', () => drop('OUTPUT')),
    filter('ebtables-output-uplink', 'send no such packet out of the host; guests on it still get them', (host) =>
      bridgesOf(host).flatMap(({ bridge }) => (bridge?.members ?? []).flatMap((each) => drop(`OUTPUT -o ${each}`))),
    ),
    filter('isolated-ports', 'bridge nothing from guest to guest on one host', isolation),
  ];
}

/**
 * What `isolated on` (bridge(8)) does on the ports of guests, as a rule. With several bridges or uplinks one rule does
 * not do; and not every kernel matches on the bridge of a port.
 */
function isolation(host: HostSpec): readonly string[] {
  const [only, ...others] = bridgesOf(host);
  const [uplink, ...more] = only?.bridge?.members ?? [];
  if (uplink === undefined || others.length + more.length > 0) return [];
  return [`ebtables -A FORWARD ! -i ${uplink} ! -o ${uplink} -j DROP`];
}

/** Takes away the rules that answer in place of the host. */
function withoutArpreply(host: HostSpec): Change | undefined {
  const gone = (host.rules ?? []).filter((line) => /\s(-j|--jump)\s+arpreply\b/.test(line));
  if (gone.length === 0) return undefined;
  return {
    host: { ...host, rules: (host.rules ?? []).filter((line) => !gone.includes(line)) },
    commands: gone.map((line) => ({ machine: host.name, line: deleting(line) })),
  };
}

/** The command that takes back what a command added: `-A CHAIN …` and `-I CHAIN [NUMBER] …` become `-D CHAIN …`. */
function deleting(line: string): string {
  const read = tokenize(line);
  if (!read.ok) return line;
  const words = read.tokens.map((each) => each.text);
  const at = words.findIndex((word) => ['-A', '--append', '-I', '--insert'].includes(word));
  const isPlaced = /^\d+$/.test(words[at + 2] ?? '');
  return [...words.slice(0, at), '-D', words[at + 1], ...words.slice(at + (isPlaced ? 3 : 2))].join(' ');
}

/** The host knows its guests, and never has to ask. */
function guestsOnHost(): Mitigation {
  return {
    id: 'static-guests',
    words: 'static entries on each host for the guests that it starts with',
    on: (host) => {
      const entries = (host.guests ?? []).flatMap((guest) => {
        const at = bridgeOf(host, guest);
        const own = guest.interfaces[0]!;
        return at === undefined
          ? []
          : (own.addresses ?? []).map((each) => ({ address: bare(each), mac: own.mac, interface: at.name }));
      });
      const { machine, commands } = withNeighbours(host, entries);
      return commands.length === 0 ? undefined : { host: machine, commands };
    },
  };
}

/** The guests know the address, and never have to ask or believe. */
function addressInGuests(addresses: readonly string[]): Mitigation {
  return {
    id: 'static-in-guests',
    words: 'a static entry for the address in every guest',
    on: (host) => {
      const carrier = carrierOf(host, addresses);
      if (carrier === undefined) return undefined;
      const own = (carrier.addresses ?? []).map(bare).filter((each) => addresses.includes(each));
      const guests = (host.guests ?? []).map((guest) =>
        withNeighbours(
          guest,
          own.map((address) => ({ address, mac: carrier.mac, interface: guest.interfaces[0]!.name })),
        ),
      );
      const commands = guests.flatMap((each) => each.commands);
      if (commands.length === 0) return undefined;
      return { host: { ...host, guests: guests.map((each) => each.machine) }, commands };
    },
  };
}

function bridgeOf(host: HostSpec, { bridge }: GuestSpec): HostSpec['interfaces'][number] | undefined {
  return bridgesOf(host).find((each) => bridge === undefined || each.name === bridge);
}

/**
 * Scope link in place of host, on machines that run; a reboot undoes it. A topology has to say host: that is how it is
 * known which address is to stay on its host.
 */
function scopeLink(addresses: readonly string[]): Mitigation {
  return {
    id: 'scope-link',
    words: 'give the address scope link in place of host, until the next reboot',
    on: (host) => {
      const own = host.interfaces.flatMap((each) =>
        (each.addresses ?? [])
          .filter((text) => text.endsWith('scope host') && addresses.includes(bare(text)))
          .map((text) => ({ at: each.name, cidr: text.split(' ')[0]! })),
      );
      if (own.length === 0) return undefined;
      return {
        host,
        commands: own.flatMap(({ at, cidr }) => [
          { machine: host.name, line: `ip address del ${cidr} dev ${at}` },
          { machine: host.name, line: `ip address add ${cidr} scope link dev ${at}` },
        ]),
        prelude: own.flatMap(({ at, cidr }): Step[] => [
          { do: 'remove-address', at: host.name, interface: at, address: cidr },
          { do: 'add-address', at: host.name, interface: at, address: `${cidr} scope link` },
        ]),
      };
    },
  };
}
