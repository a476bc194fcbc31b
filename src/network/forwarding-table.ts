import { isGroupMac, MAC_ZERO, type Mac } from '../wire/index.ts';
import type { Port } from './port.ts';

/** Entries beyond this make the oldest go: a MAC flood must not exhaust memory. Linux bridges have no limit by default. */
const ENTRIES_MAX = 65_536;

/** Where MAC addresses were last seen: the learning process of IEEE 802.1Q-2018 section 8.7, as bridges and switches do it. */
export class ForwardingTable {
  readonly #ageing: number;
  readonly #entries = new Map<Mac, { port: Port; seen: number }>();

  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  learn(source: Mac, port: Port, now: number): void {
    const known = this.#entries.get(source);
    if (known !== undefined) {
      known.port = port;
      known.seen = now;
      return;
    }
    if (isGroupMac(source) || source === MAC_ZERO) return;
    if (this.#entries.size >= ENTRIES_MAX) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(source, { port, seen: now });
  }

  /** Undefined: not known, or not seen for so long that it may be anywhere. */
  lookup(destination: Mac, now: number): Port | undefined {
    const known = this.#entries.get(destination);
    if (known === undefined || now - known.seen > this.#ageing) return undefined;
    return known.port;
  }

  forgetPort(port: Port): void {
    for (const [address, entry] of this.#entries) if (entry.port === port) this.#entries.delete(address);
  }

  clear(): void {
    this.#entries.clear();
  }
}
