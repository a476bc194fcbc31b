import type { Ipv4, Mac } from '../wire/index.ts';
import type { ArpSighting } from './arp-sighting.ts';

/** Requests that are remembered; a power of two, and so few that they stay in a processor's cache. */
export const ASKS_KEPT = 16_384;

/**
 * What a request is: `first` of its station for its address; `again`, and the monitors know of the one before; `untold`:
 * they do not.
 */
export type AskKind = 'first' | 'again' | 'untold';

/**
 * The latest requests, by who asked and for which address, in columns of numbers.
 *
 * Nearly all requests of a large capture are the first for their address, and there is nothing to be said about those
 * but that they came. Only of one that comes again do the monitors need to be told, and of the one before.
 */
export class AskMemory {
  readonly #askers = new Float64Array(ASKS_KEPT).fill(-1);
  readonly #targets = new Uint32Array(ASKS_KEPT);
  readonly #senders = new Uint32Array(ASKS_KEPT);
  readonly #destinations = new Float64Array(ASKS_KEPT);
  readonly #frames = new Float64Array(ASKS_KEPT);
  readonly #times = new Float64Array(ASKS_KEPT);
  /** In which epoch the monitors were told of it; -1 if they were not. */
  readonly #told = new Int32Array(ASKS_KEPT);

  /** The request before an `untold` one; valid until the next call. */
  earlierSenderIp = 0 as Ipv4;
  earlierDestination = 0 as Mac;
  earlierFrame = 0;
  earlierTime = 0;

  /** Notes a request. What the monitors were told in another epoch they have forgotten. */
  note(arp: ArpSighting, destination: Mac, epoch: number): AskKind {
    const { senderMac, targetIp } = arp;
    const slot = slotOf(senderMac, targetIp);
    const isAgain = this.#askers[slot] === senderMac && this.#targets[slot] === targetIp;
    const isTold = this.#told[slot] === epoch;
    if (isAgain && !isTold) {
      this.earlierSenderIp = this.#senders[slot] as Ipv4;
      this.earlierDestination = this.#destinations[slot] as Mac;
      this.earlierFrame = this.#frames[slot]!;
      this.earlierTime = this.#times[slot]!;
    }
    this.#askers[slot] = senderMac;
    this.#targets[slot] = targetIp;
    this.#senders[slot] = arp.senderIp;
    this.#destinations[slot] = destination;
    this.#frames[slot] = arp.number;
    this.#times[slot] = arp.time;
    this.#told[slot] = isAgain ? epoch : -1;
    return isAgain ? (isTold ? 'again' : 'untold') : 'first';
  }
}

function slotOf(mac: Mac, target: Ipv4): number {
  let value = Math.imul(mac | 0, 0x9e37_79b1) ^ Math.imul((mac / 0x1_0000_0000) | 0, 0x85eb_ca6b);
  value = Math.imul(value ^ target, 0xc2b2_ae35);
  value ^= value >>> 15;
  return (value ^ (value >>> 7)) & (ASKS_KEPT - 1);
}
