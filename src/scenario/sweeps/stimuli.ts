import { address, mac } from '../../network/index.ts';
import { ARP_REPLY, ARP_REQUEST, arpFrameBytes, ETHERNET_HEADER_LENGTH } from '../../wire/index.ts';
import { STATION_ADDRESSES, STATION_MACS } from '../arbitraries/identities.ts';
import { type Subject, TESTER_PORT } from '../arbitraries/subject.ts';
import { BROADCAST, ZERO } from '../special-addresses.ts';
import type { ArpStep, Step } from '../step.ts';

/** A neighbour that the harness plays: an address, and the hardware address that goes with it. */
export interface Station {
  readonly ip: string;
  readonly mac: string;
}

/** Stations 3 to 9 belong to random traffic, and one of them may be the static neighbour. */
const FIRST_STATION = 10;
/** So many can be told apart in one case. */
export const STATIONS = STATION_ADDRESSES.length - FIRST_STATION;

/** Station `n`, counted from 0 and round again after {@link STATIONS}. */
export function stationAt(n: number): Station {
  const number = FIRST_STATION + (n % STATIONS);
  return { ip: STATION_ADDRESSES[number]!, mac: STATION_MACS[number]! };
}

type Difference = Partial<Omit<ArpStep, 'do' | 'from'>>;

/** The words in which sweeps say what they send to a stack. */
export class Stimuli {
  /** The stack's own hardware address. */
  readonly mac: string;
  /** Its own addresses, without prefix length; at least one. */
  readonly addresses: readonly string[];
  readonly #answersPing: boolean;

  constructor({ mac: own, addresses, abilities }: Subject) {
    this.mac = own;
    this.addresses = addresses.map((each) => each.slice(0, each.indexOf('/')));
    this.#answersPing = abilities?.has('ping') !== false;
  }

  /** The address that is asked for where it does not matter which. */
  get own(): string {
    return this.addresses[0]!;
  }

  /** "Who has the stack's address?", broadcast. */
  request({ ip, mac: from }: Station, difference: Difference = {}): ArpStep {
    return {
      do: 'arp',
      from: TESTER_PORT,
      operation: ARP_REQUEST,
      senderMac: from,
      senderIp: ip,
      targetMac: ZERO,
      targetIp: this.own,
      destination: BROADCAST,
      ...difference,
    };
  }

  /** An answer to the stack. */
  reply(station: Station, difference: Difference = {}): ArpStep {
    return this.request(station, {
      operation: ARP_REPLY,
      targetMac: this.mac,
      destination: this.mac,
      ...difference,
    });
  }

  /** What the stack has cached for an address, told by where it sends the answer; nothing if it answers no ping. */
  ask(ip: string): readonly Step[] {
    if (!this.#answersPing) return [];
    return [{ do: 'echo', from: TESTER_PORT, senderIp: ip, targetIp: this.own, destination: this.mac, id: 1 }];
  }
}

/** The 42 octets of the frame that a step sends; no other step has the same array. */
export function frameOf(step: ArpStep): Uint8Array {
  const senderMac = mac(step.senderMac);
  return arpFrameBytes(mac(step.destination ?? BROADCAST), mac(step.source ?? step.senderMac), {
    operation: step.operation,
    senderMac,
    senderIp: address(step.senderIp),
    targetMac: mac(step.targetMac),
    targetIp: address(step.targetIp),
  });
}

/** Sends these octets. */
export function rawFrame(bytes: Uint8Array): Step {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  return { do: 'frame', from: TESTER_PORT, bytes: hex };
}

/** The frame with other octets from `offset` on, counted from the start of the ARP packet. */
export function withOctets(bytes: Uint8Array, offset: number, ...octets: readonly number[]): Uint8Array {
  bytes.set(octets, ETHERNET_HEADER_LENGTH + offset);
  return bytes;
}

/** The frame, cut or lengthened to so many octets; what is added is `filler`. */
export function resized(bytes: Uint8Array, length: number, filler: number): Uint8Array {
  const other = new Uint8Array(length).fill(filler);
  other.set(bytes.subarray(0, length));
  return other;
}
