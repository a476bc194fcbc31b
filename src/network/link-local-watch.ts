import type { DetectionEvent } from '../trace/index.ts';
import type { Ipv4 } from '../wire/index.ts';

/** Which interfaces of a host choose link-local addresses by themselves, and what they try or use at present. */
export class LinkLocalWatch {
  readonly #chosen = new Map<number, Ipv4 | undefined>();
  /** Addresses that the operator had tested: everything else that such an interface tests is its own choice. */
  readonly #ordered = new Set<Ipv4>();

  /** False if the interface does already. */
  begin(interfaceIndex: number): boolean {
    if (this.#chosen.has(interfaceIndex)) return false;
    this.#chosen.set(interfaceIndex, undefined);
    return true;
  }

  has(interfaceIndex: number): boolean {
    return this.#chosen.has(interfaceIndex);
  }

  /** What it tries or uses, or has given up last: claims come in twos. */
  at(interfaceIndex: number): Ipv4 | undefined {
    return this.#chosen.get(interfaceIndex);
  }

  order(address: Ipv4): void {
    this.#ordered.add(address);
  }

  /** Detection of an address came to a phase; true if the interface has chosen the address by itself. */
  note(interfaceIndex: number, address: Ipv4, phase: DetectionEvent['phase']): boolean {
    if (!this.#chosen.has(interfaceIndex) || this.#ordered.has(address)) return false;
    const isBeginning = phase === 'waiting' || phase === 'probing';
    if (isBeginning) this.#chosen.set(interfaceIndex, address);
    return isBeginning || this.at(interfaceIndex) === address;
  }
}
