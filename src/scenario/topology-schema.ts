import { z } from 'zod';
import { PROFILES } from '../model/index.ts';
import { SYSCTLS, type Sysctl, type SysctlName } from '../model/sysctl.ts';
import type { Topology } from '../network/index.ts';
import { LIST_LIMITS } from './limits.ts';
import { TEXTS } from './text-schema.ts';

/** The newest version of topology files that is understood. */
export const TOPOLOGY_VERSION = 1;

const UNIQUE = 'Unique among hosts, guests and switches.';

/** IEEE 802.1Q-2018 table 8-6 ends there. */
const AGEING_MAX = 1_000_000;
const ageing = z
  .number()
  .int()
  .min(0)
  .max(AGEING_MAX)
  .meta({ examples: [300] });

const profile = z.enum([...PROFILES.keys()]).meta({
  description: 'What the ARP stack does where RFCs leave a choice, or where practice differs from them.',
});

const sysctl = z.strictObject(sysctlShape()).meta({ title: 'sysctl list' });

function sysctlShape(): Record<SysctlName, z.ZodExactOptional<z.ZodNumber>> {
  const entries = Object.entries<Sysctl>(SYSCTLS).map(([name, { min, max, unit, default: byDefault, description }]) => {
    const inUnit = unit === '' ? '' : `, in ${unit}`;
    const number = z.number().int().min(min).max(max);
    return [name, number.meta({ description: `${description}${inUnit}`, default: byDefault }).exactOptional()];
  });
  return Object.fromEntries(entries) as Record<SysctlName, z.ZodExactOptional<z.ZodNumber>>;
}

const bridge = z
  .strictObject({
    members: z
      .array(TEXTS.interfaceName)
      .max(LIST_LIMITS.members.max)
      .describe("Interfaces of the same host that are its ports; guests' ports join by themselves.")
      .exactOptional(),
    ageing: ageing.describe('Seconds until a learned address is forgotten; 300 if absent.').exactOptional(),
  })
  .meta({ title: 'bridge', description: 'Makes the interface a bridge.' });

const networkInterface = z
  .strictObject({
    name: TEXTS.interfaceName.describe('As the machine calls it: eth0, br0.'),
    mac: TEXTS.interfaceMac.describe('Its MAC address; that of a bridge is usually the one of its uplink.'),
    addresses: z
      .array(TEXTS.interfaceAddress)
      .max(LIST_LIMITS.addresses.max)
      .describe('IPv4 addresses with prefix length and scope: "10.0.0.1/24", "169.254.1.1/32 scope host".')
      .exactOptional(),
    bridge: bridge.exactOptional(),
    sysctl: sysctl
      .describe("net.ipv4.conf.INTERFACE and net.ipv4.neigh.INTERFACE, in the kernel's units.")
      .exactOptional(),
  })
  .meta({ title: 'interface' });

const route = z
  .strictObject({
    to: TEXTS.destination.describe('A prefix, or "default".'),
    via: TEXTS.ipv4.describe('The gateway; without one the destination is on the link.').exactOptional(),
    interface: TEXTS.interfaceName.describe('An interface of the same machine.'),
  })
  .meta({ title: 'route' });

const neighbour = z
  .strictObject({
    address: TEXTS.ipv4.describe('The IPv4 address of the entry.'),
    mac: TEXTS.mac.describe('The MAC address that it maps to, for good.'),
    interface: TEXTS.interfaceName.describe('An interface of the same machine.'),
  })
  .meta({ title: 'neighbour entry' });

/** What hosts and guests have in common, in the order in which files are written. */
const machine = {
  profile: profile.exactOptional(),
  stack: z
    .string()
    .min(1)
    .meta({
      description: 'A real stack in place of a simulated one, as --stack names it.',
      examples: ['kernel', 'exec:./my-stack'],
    })
    .exactOptional(),
  sysctl: sysctl
    .describe("net.ipv4.conf.all, and net.ipv4.neigh of every interface, in the kernel's units.")
    .exactOptional(),
  rules: z
    .array(z.string().meta({ examples: ['arptables -A FORWARD -j DROP -s 169.254.1.1 ! --src-mac 02:00:00:00:00:01'] }))
    .max(LIST_LIMITS.rules.max)
    .describe('ebtables and arptables command lines, word for word, in order.')
    .exactOptional(),
  routes: z
    .array(route)
    .max(LIST_LIMITS.routes.max)
    .describe('Routes besides those to the prefixes of its addresses.')
    .exactOptional(),
  neighbours: z
    .array(neighbour)
    .max(LIST_LIMITS.neighbours.max)
    .describe('Static (permanent) neighbour entries.')
    .exactOptional(),
} as const;

const guest = z
  .strictObject({
    name: TEXTS.nodeName.meta({ description: UNIQUE, examples: ['VM-1'] }),
    port: TEXTS.interfaceName.meta({
      description: "The host's end of the guest's cable.",
      examples: ['veth1', 'vnet0'],
    }),
    bridge: TEXTS.interfaceName
      .describe("The host's bridge that the port joins; its only one if absent.")
      .exactOptional(),
    interfaces: z
      .array(networkInterface)
      .min(1)
      .max(LIST_LIMITS.interfaces.max)
      .describe('The first one is cabled to the port.'),
    ...machine,
  })
  .meta({ title: 'guest' });

const host = z
  .strictObject({
    name: TEXTS.nodeName.describe(UNIQUE),
    kind: z
      .enum(['host', 'tester'])
      .describe('"tester": ports that inject and observe frames, without a stack of their own.')
      .exactOptional(),
    interfaces: z.array(networkInterface).max(LIST_LIMITS.interfaces.max).describe('Network interfaces and bridges.'),
    ...machine,
    guests: z.array(guest).max(LIST_LIMITS.guests.max).describe('Virtual machines on its bridges.').exactOptional(),
  })
  .meta({ title: 'host' });

const switchSchema = z
  .strictObject({
    name: TEXTS.nodeName.meta({ description: UNIQUE, examples: ['tor'] }),
    ageing: ageing.describe('Seconds until a learned address is forgotten; 300 if absent.').exactOptional(),
  })
  .meta({ title: 'switch' });

const cable = z.tuple([cableEnd(), cableEnd()]).meta({ title: 'cable' });

function cableEnd(): z.ZodString {
  return z.string().meta({ description: 'HOST.INTERFACE, or the name of a switch.', examples: ['BM-1.eth0', 'tor'] });
}

/**
 * The form of topology files, for reading them and for editors. What a schema cannot say (names that have to exist, a
 * tree) is in `topology-check.ts`. Titles are used in messages: "in an interface".
 */
export const topologySchema = z
  .strictObject({
    version: z.literal(TOPOLOGY_VERSION).describe('Version of this format.'),
    name: z.string().describe('What reports call it.').exactOptional(),
    profile: profile.describe('Profile of every stack that does not name its own; linux if absent.').exactOptional(),
    switches: z.array(switchSchema).max(LIST_LIMITS.switches.max).describe('Learning switches.').exactOptional(),
    hosts: z.array(host).max(LIST_LIMITS.hosts.max).describe('Machines with their guests.'),
    cables: z
      .array(cable)
      .max(LIST_LIMITS.cables.max)
      .describe('Pairs of HOST.INTERFACE or a switch. The network that they make is a tree.')
      .exactOptional(),
  })
  .meta({ title: 'topology', description: 'A network for arpcheck.' }) satisfies z.ZodType<Topology>;
