import { Judge, type Property } from '../../src/monitor/index.ts';
import { compilePlan, type HostNode, Network, type Plan, type Topology } from '../../src/network/index.ts';
import { formatIpv4, formatMac, type Ipv4, type Mac } from '../../src/wire/index.ts';

/**
 * The workload of `ns3/arp-workload.cc`: hosts on one learning switch. Every round all caches are flushed, and every
 * host resolves a neighbour and sends it one datagram; the neighbour is one further away each round.
 */
export class Workload {
  readonly plan: Plan;
  readonly hosts: number;

  constructor(hosts: number, profile: string) {
    this.hosts = hosts;
    this.plan = compilePlan(topology(hosts, profile));
  }

  /** Frames that reach a host in one round: a broadcast request to all others, a reply and a datagram, for each host. */
  get framesPerRound(): number {
    return this.hosts * (this.hosts + 1);
  }

  /** Seconds that so many rounds take, judged by all properties as they happen. */
  seconds(rounds: number, properties: readonly Property[]): number {
    const network = new Network(this.plan);
    const judge = new Judge(network.header, properties);
    network.sink = judge.event;
    const start = performance.now();
    this.#play(network, rounds);
    judge.end();
    return (performance.now() - start) / 1000;
  }

  /** Frames that reached a host, counted one by one. */
  countFrames(rounds: number): number {
    let frames = 0;
    const network = new Network(this.plan);
    network.sink = (event) => {
      if (event.kind === 'received') frames += 1;
    };
    this.#play(network, rounds);
    return frames;
  }

  #play(network: Network, rounds: number): void {
    const hosts = network.nodes.filter((node) => node.name !== SWITCH) as HostNode[];
    for (let round = 0; round < rounds; round++) {
      network.emit({ kind: 'step', id: network.nextId(), time: network.now, step: round, phase: 'scenario' });
      for (const host of hosts) host.stack.forgetNeighbour(undefined, 'operator');
      const stride = 1 + (round % (hosts.length - 1));
      for (let index = 0; index < hosts.length; index++) {
        // Nobody answers an answer: the peer's sockets do not either.
        const target = hostAddress((index + stride) % hosts.length);
        hosts[index]!.stack.originate(target, 'datagram-answer', network.nextPacketId());
      }
      network.settle();
      network.settled();
      network.advance(ROUND_NANOSECONDS);
    }
  }
}

const SWITCH = 'switch';
const ROUND_NANOSECONDS = 1_000_000_000;

function topology(hosts: number, profile: string): Topology {
  const names = Array.from({ length: hosts }, (_, index) => `host-${index}`);
  return {
    version: 1,
    profile,
    switches: [{ name: SWITCH }],
    hosts: names.map((name, index) => ({
      name,
      interfaces: [
        { name: 'eth0', mac: formatMac(hostMac(index)), addresses: [`${formatIpv4(hostAddress(index))}/16`] },
      ],
    })),
    cables: names.map((name) => [`${name}.eth0`, SWITCH] as const),
  };
}

/** 10.0.0.1 and up */
function hostAddress(index: number): Ipv4 {
  return (0x0a00_0001 + index) as Ipv4;
}

/** 02:00:00:00:00:01 and up */
function hostMac(index: number): Mac {
  return (0x0200_0000_0001 + index) as Mac;
}
