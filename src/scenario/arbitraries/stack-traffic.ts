import { BROADCAST, FOREIGN, GROUP, SPECIAL_ADDRESSES, UNLEARNABLE_ADDRESSES, ZERO } from '../special-addresses.ts';
import type { Step } from '../step.ts';
import type { Draw } from './drawn.ts';
import { drawStation, FixedStations, STATION_MACS, type Stations } from './identities.ts';
import { OddFrames } from './odd-frames.ts';
import { SUT_NAME, type Subject, TESTER_PORT } from './subject.ts';

/** Stations start behind the stack's own addresses; 10.0.0.9 is the static neighbour. */
export const FIRST_STATION = 3;

const OPERATIONS = [0, 3, 4, 8, 9, 10, 23, 24, 25, 26, 255, 256, 512, 65_535];
const WAITS = [1, 10, 100, 500, 900, 999, 1000, 1001, 1500, 3000, 5000, 10_000, 30_000, 61_000];
/** Once in so many times an operator who deletes entries deletes all of them. */
const FLUSHES = 16;
/** Of an echo probe among its station's other traffic: which one does not matter. */
const ECHO_IDS_MAX = 65_535;

export type DrawStep = (draw: Draw) => Step;

/** What a network can do to one stack, and its applications and its operator can ask of it; one method a kind. */
export class StackTraffic {
  readonly #mac: string;
  readonly #addresses: readonly string[];
  readonly #specialMacs: readonly string[];
  readonly #specialSenders: readonly string[];
  /** Who may ask for an echo and is no station; the stack's own addresses as often as all others. */
  readonly #oddAskers: readonly string[];
  readonly #oddFrames: OddFrames;
  readonly #stations: Stations;
  /** The station that the stack had traffic for last: if it did not know it, it is asking for it now. */
  #wanted: number | undefined;

  /** A few stations that traffic is about, and many others now and then, if nothing else is said. */
  constructor(subject: Subject, stations: Stations = new FixedStations((draw) => drawStation(draw, FIRST_STATION))) {
    this.#mac = subject.mac;
    this.#addresses = subject.addresses.map((each) => each.slice(0, each.indexOf('/')));
    this.#specialMacs = [BROADCAST, ZERO, GROUP, subject.mac];
    this.#specialSenders = subject.remembers === true ? UNLEARNABLE_ADDRESSES : SPECIAL_ADDRESSES;
    const own = Math.ceil(SPECIAL_ADDRESSES.length / this.#addresses.length);
    this.#oddAskers = [...this.#specialSenders, ...Array.from({ length: own }, () => this.#addresses).flat()];
    this.#oddFrames = new OddFrames(subject.mac, this.#addresses[0]!, stations);
    this.#stations = stations;
  }

  /** Another case: nobody is being asked for. */
  begin(): void {
    this.#wanted = undefined;
  }

  #station(draw: Draw): number {
    return this.#stations.draw(draw);
  }

  #address(station: number): string {
    return this.#stations.address(station);
  }

  readonly requestToStack: DrawStep = (draw) => this.#arp(draw, 1, draw.pick(this.#addresses), BROADCAST);
  readonly replyToStack: DrawStep = (draw) => this.#arp(draw, 2, draw.pick(this.#addresses), this.#mac);
  readonly thirdParty: DrawStep = (draw) =>
    this.#arp(draw, draw.int(1, 2), this.#address(this.#station(draw)), BROADCAST);

  readonly gratuitous: DrawStep = (draw) => {
    const station = this.#station(draw);
    const address = this.#address(station);
    const senderMac = STATION_MACS[draw.oneIn(3) ? this.#station(draw) : station]!;
    const operation = draw.int(1, 2);
    const targetMac = operation === 2 && draw.percent(70) ? senderMac : ZERO;
    return { do: 'arp', from: TESTER_PORT, operation, senderMac, senderIp: address, targetMac, targetIp: address };
  };

  readonly probe: DrawStep = (draw) => ({
    do: 'arp',
    from: TESTER_PORT,
    operation: 1,
    senderMac: STATION_MACS[this.#station(draw)]!,
    senderIp: '0.0.0.0',
    targetMac: ZERO,
    targetIp: draw.percent(70) ? draw.pick(this.#addresses) : this.#address(this.#station(draw)),
  });

  readonly oddOperation: DrawStep = (draw) => {
    const operation = draw.percent(80) ? draw.pick(OPERATIONS) : draw.int(0, 65_535);
    const target = draw.percent(60) ? draw.pick(this.#addresses) : this.#address(this.#station(draw));
    return this.#arp(draw, operation, target, BROADCAST);
  };

  /** Special addresses in every field, and Ethernet headers that disagree with the packet. */
  readonly special: DrawStep = (draw) => this.#special(draw, [BROADCAST, this.#mac, FOREIGN, GROUP]);

  /** The same in frames that are for the stack. */
  readonly specialForStack: DrawStep = (draw) => this.#special(draw, [BROADCAST, this.#mac, GROUP]);

  /** The same in frames for somebody else, which hardware would have filtered out. */
  readonly foreign: DrawStep = (draw) => this.#special(draw, [FOREIGN]);

  #special(draw: Draw, destinations: readonly string[]): Step {
    const sender = this.#station(draw);
    const pickIp = (usual: string, odd: readonly string[]): string => (draw.oneIn(3) ? draw.pick(odd) : usual);
    const pickMac = (usual: string): string => (draw.oneIn(4) ? draw.pick(this.#specialMacs) : usual);
    const senderMac = pickMac(STATION_MACS[sender]!);
    return {
      do: 'arp',
      from: TESTER_PORT,
      operation: draw.int(1, 2),
      senderMac,
      senderIp: pickIp(this.#address(sender), this.#specialSenders),
      targetMac: pickMac(ZERO),
      targetIp: pickIp(draw.pick(this.#addresses), SPECIAL_ADDRESSES),
      destination: draw.pick(destinations),
      source: draw.oneIn(2) ? senderMac : STATION_MACS[this.#station(draw)]!,
    };
  }

  readonly odd: DrawStep = (draw) => this.#oddFrames.draw(draw, TESTER_PORT);
  readonly padded: DrawStep = (draw) => this.#oddFrames.request(draw, TESTER_PORT);

  /** The station that is being asked for answers: to everyone, as those with link-local addresses do, or to the stack. */
  readonly answer: DrawStep = (draw) => {
    const station = this.#wanted ?? this.#station(draw);
    return {
      do: 'arp',
      from: TESTER_PORT,
      operation: 2,
      senderMac: STATION_MACS[station]!,
      senderIp: this.#address(station),
      targetMac: this.#mac,
      targetIp: this.#addresses[0]!,
      destination: draw.oneIn(3) ? this.#mac : BROADCAST,
    };
  };

  #want(station: number): string {
    this.#wanted = station;
    return this.#address(station);
  }

  /** What the stack has cached for a station, told by where it sends the answer. */
  readonly echo: DrawStep = (draw) => ({
    do: 'echo',
    from: TESTER_PORT,
    senderIp: draw.oneIn(12) ? draw.pick(this.#oddAskers) : this.#want(this.#station(draw)),
    targetIp: this.#addresses[0]!,
    destination: this.#mac,
    id: draw.int(0, ECHO_IDS_MAX),
  });

  readonly send: DrawStep = (draw) => ({
    do: 'ping',
    from: SUT_NAME,
    to: draw.oneIn(12) ? draw.pick(this.#specialSenders) : this.#want(this.#station(draw)),
  });

  /** The stack speaks of itself: arping(8) -U and -A. */
  readonly announce: DrawStep = (draw) => ({
    do: 'gratuitous',
    at: SUT_NAME,
    address: draw.pick(this.#addresses),
    form: draw.oneIn(2) ? 'request' : 'reply',
  });

  readonly wait: DrawStep = (draw) => ({ do: 'wait', ms: draw.pick(WAITS) });

  readonly forget: DrawStep = (draw) =>
    draw.oneIn(2)
      ? { do: 'flush-neighbours', at: SUT_NAME }
      : { do: 'delete-neighbour', at: SUT_NAME, address: this.#address(this.#station(draw)) };

  /** The same, one by one most of the time: to forget all takes a stack with many neighbours as long as a short case. */
  readonly forgetOne: DrawStep = (draw) =>
    draw.oneIn(FLUSHES)
      ? { do: 'flush-neighbours', at: SUT_NAME }
      : { do: 'delete-neighbour', at: SUT_NAME, address: this.#address(this.#station(draw)) };

  #arp(draw: Draw, operation: number, targetIp: string, destination: string): Step {
    const station = this.#station(draw);
    const senderMac = STATION_MACS[draw.oneIn(5) ? this.#station(draw) : station]!;
    const targetMac = operation === 2 ? this.#mac : this.#targetMac(draw);
    const to = draw.oneIn(6) ? this.#mac : destination;
    return {
      do: 'arp',
      from: TESTER_PORT,
      operation,
      senderMac,
      senderIp: this.#address(station),
      targetMac,
      targetIp,
      destination: to,
    };
  }

  /** Of a request: it means nothing (RFC 826), so where stations are many it is anybody's half of the time. */
  #targetMac(draw: Draw): string {
    if (draw.oneIn(8)) return draw.pick(this.#specialMacs);
    return this.#stations.areFresh && draw.oneIn(2) ? draw.pick(STATION_MACS) : ZERO;
  }
}
