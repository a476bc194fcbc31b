import fc, { type Arbitrary } from 'fast-check';
import type { HostSpec, Topology } from '../../src/network/index.ts';
import { casesOf } from '../../src/runner/counted.ts';
import { detectionHostsScenario } from '../../src/scenario/arbitraries/detection-hosts.ts';
import { detectionScenario } from '../../src/scenario/arbitraries/detection-stack.ts';
import { linkLocalHostsScenario } from '../../src/scenario/arbitraries/link-local-hosts.ts';
import { linkLocalScenario } from '../../src/scenario/arbitraries/link-local-stack.ts';
import { trafficScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED, SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Step } from '../../src/scenario/step.ts';
import { sweepsOf } from '../../src/scenario/sweeps/sweeps.ts';
import {
  ARP_LENGTH,
  arpFrameBytes,
  ETHERNET_HEADER_LENGTH,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  parseIpv4,
  parseMac,
} from '../../src/wire/index.ts';
import { onEveryHost, storyRack, withSysctl } from '../claims/story-rack.ts';
import type { Scene } from './mutant.ts';

/** The scenarios of a scene; the same for every mutant and for the stack without a bug. */
export function scenarios(
  scene: Scene,
  profile: string,
  sample: { readonly seed: number; readonly numRuns: number },
): readonly Scenario[] {
  return fc.sample(arbitraryOf(scene, profile), sample);
}

/** All cases of a sweep. */
export function countedScenarios(name: string, profile: string): readonly Scenario[] {
  const sweep = sweepsOf(SIMULATED).find((each) => each.name === name)!;
  return [...casesOf(sweep, 'all', { profile, subject: SIMULATED })].map((each) => each.scenario);
}

function arbitraryOf(scene: Scene, profile: string): Arbitrary<Scenario> {
  switch (scene) {
    case 'stack':
      return eventfulStack(profile);
    case 'rack':
      return trafficScenario(shieldedRack(), { kinds: ['metric', 'ping', 'wait', 'delete-neighbour', 'reboot'] });
    case 'plain':
      return trafficScenario(plainHosts(profile), { kinds: ['ping', 'metric', 'wait', 'arp'] }).map((scenario) => ({
        ...scenario,
        heal: true,
      }));
    case 'brief':
      // A storm is twenty thousand frames long.
      return trafficScenario(plainHosts(profile), { kinds: ['ping', 'metric'], stepsMax: 3 });
    case 'detection':
      return detectionScenario({ profile });
    case 'rivals':
      return detectionHostsScenario({ profile });
    case 'link-local':
      return linkLocalScenario({ profile });
    case 'neighbourhood':
      return linkLocalHostsScenario({ profile });
    default:
      return scene satisfies never;
  }
}

/** The story's rack with a mitigation that works, as long as the stacks obey: requests name the host's own address. */
function shieldedRack(): Topology {
  return onEveryHost(storyRack(), withSysctl({ arp_announce: 2 }));
}

function plainHosts(profile: string): Topology {
  const hosts = [1, 2, 3].map(
    (n): HostSpec => ({
      name: `H${n}`,
      interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${n}`, addresses: [`10.0.0.${n}/24`] }],
    }),
  );
  return {
    version: 1,
    profile,
    switches: [{ name: 'switch' }],
    hosts,
    cables: hosts.map((host) => [`${host.name}.eth0`, 'switch'] as const),
  };
}

/** The generated single-stack traffic, with rarer events strewn in: what operators do, long silence, odd sources. */
function eventfulStack(profile: string): Arbitrary<Scenario> {
  const strewn = fc.array(fc.tuple(fc.nat(), rareStep), { maxLength: 8 });
  return fc.tuple(singleStackScenario({ profile, stepsMax: 30 }), strewn).map(([scenario, rare]) => {
    const steps = [...scenario.steps];
    for (const [at, more] of rare) steps.splice(at % (steps.length + 1), 0, ...more);
    return { ...scenario, steps };
  });
}

const SUT = {
  name: SUT_NAME,
  mac: SIMULATED.mac,
  addresses: ['10.0.0.1', '10.0.0.2'],
  staticNeighbour: SIMULATED.staticNeighbour!,
} as const;
const PORT = 'tester.eth0';
const STATION = '10.0.0.3';
const STATION_MAC = '02:00:00:00:01:03';
const OTHER_MAC = '02:00:00:00:01:66';
const CROWD = ['10.0.0.31', '10.0.0.32', '10.0.0.33', '10.0.0.34'];
const sut = SUT.name;

const ping = (to: string): Step => ({ do: 'ping', from: sut, to });
const wait = (ms: number): Step => ({ do: 'wait', ms });

const rareStep: Arbitrary<readonly Step[]> = fc.oneof(
  fc.constantFrom<readonly Step[]>(
    [{ do: 'gratuitous', at: sut, address: SUT.addresses[0], form: 'request' }],
    [{ do: 'gratuitous', at: sut, address: SUT.addresses[1], form: 'reply' }],
    [
      { do: 'link', at: sut, interface: 'eth0', up: false },
      { do: 'link', at: sut, interface: 'eth0', up: true },
    ],
    [{ do: 'add-address', at: sut, interface: 'eth0', address: '10.0.0.4/8' }],
    [{ do: 'remove-address', at: sut, interface: 'eth0', address: `${SUT.addresses[1]}/8` }],
    [{ do: 'reboot', at: sut }],
    // A stream to a neighbour that is not there.
    [ping(STATION), ping(STATION), ping(STATION), ping(STATION), ping(STATION), ping(STATION)],
    // A neighbour that answers, and then is silent for longer than any entry lives.
    [ping(STATION), answer(), wait(1_300_000), ping(STATION)],
    [ping(STATION), answer(), wait(46_000), ping(STATION), wait(11_000), ping(STATION)],
    [ping(STATION), answer('ff:ff:ff:ff:ff:ff'), ping(STATION)],
    // A neighbour is known, and then claimed by packets that are no Ethernet, cut off, or for a broadcast address.
    [claim(STATION_MAC), claim(OTHER_MAC, { hardwareType: 3 }), ping(STATION)],
    [claim(STATION_MAC), claim(OTHER_MAC, { length: 24 }), ping(STATION)],
    [claim(STATION_MAC, { target: '10.255.255.255' })],
    [claim(OTHER_MAC, { sender: SUT.staticNeighbour.address }), ping(SUT.staticNeighbour.address)],
    // It is known for longer than locktime, and then asks somebody else from where it has moved to.
    [claim(STATION_MAC), wait(1100), claim(OTHER_MAC, { target: CROWD[0]! }), ping(STATION)],
    // A station with many addresses: as many as the smallest tables hold.
    [claim(STATION_MAC), ...CROWD.map((sender) => claim(STATION_MAC, { sender })), ping(STATION)],
    // Idle for a while.
    [wait(130_000)],
    [{ do: 'faults', cable: PORT, fates: ['duplicate', 'swap', 400, 'lose'] }],
    [ping('224.0.0.1'), ping('10.255.255.255'), ping('127.0.0.1'), ping('255.255.255.255')],
  ),
  fc
    .constantFrom('127.0.0.1', '224.0.0.1', '10.255.255.255', '0.0.0.0', SUT.addresses[0], '192.0.2.1')
    .map((from) => [pingFrom(from)]),
);

function answer(destination: string = SUT.mac): Step {
  const bytes = arpFrameBytes(mac(destination), mac(STATION_MAC), {
    operation: 2,
    senderMac: mac(STATION_MAC),
    senderIp: parseIpv4(STATION)!,
    targetMac: mac(SUT.mac),
    targetIp: parseIpv4(SUT.addresses[0])!,
  });
  return frame(bytes);
}

interface ClaimOptions {
  readonly hardwareType?: number;
  /** Octets of the ARP packet. */
  readonly length?: number;
  readonly target?: string;
  readonly sender?: string;
}

/** A station asks for the stack, from a MAC address that may not be its own. */
function claim(from: string, options: ClaimOptions = {}): Step {
  const { hardwareType = 1, length = ARP_LENGTH, target = SUT.addresses[0], sender = STATION } = options;
  const bytes = arpFrameBytes(MAC_BROADCAST, mac(from), {
    operation: 1,
    senderMac: mac(from),
    senderIp: parseIpv4(sender)!,
    targetMac: MAC_ZERO,
    targetIp: parseIpv4(target)!,
  });
  bytes[ETHERNET_HEADER_LENGTH + 1] = hardwareType;
  return frame(bytes.subarray(0, ETHERNET_HEADER_LENGTH + length));
}

function frame(bytes: Uint8Array): Step {
  return { do: 'frame', from: PORT, bytes: Buffer.from(bytes).toString('hex') };
}

function pingFrom(source: string): Step {
  const packet = {
    source: parseIpv4(source)!,
    destination: parseIpv4(SUT.addresses[0])!,
    message: 'echo-request',
    id: 7,
  } as const;
  return frame(ipFrameBytes(mac(SUT.mac), mac(STATION_MAC), packet));
}

function mac(text: string): Mac {
  return parseMac(text)!;
}
