import type { NeighbourBinding, NeighbourState } from '../trace/index.ts';
import type { IpPacket, Ipv4, Mac } from '../wire/index.ts';
import type { StackInterface } from './interface.ts';
import type { Wake } from './wake.ts';

export const NO_PACKETS: readonly IpPacket[] = [];

/**
 * An entry of a neighbour cache: RFC 826's translation table, with the state machine that RFC 1122 section 2.3.2 asks
 * for. Times are virtual nanoseconds. Linux names: `struct neighbour` in `include/net/neighbour.h`.
 */
export class NeighbourEntry {
  readonly on: StackInterface;
  readonly address: Ipv4;
  mac: Mac | undefined = undefined;
  state: NeighbourState = 'incomplete';
  /** When the binding or the state last changed; Linux' locktime counts from here. */
  updated = 0;
  /** When the neighbour last proved that it is there. */
  confirmed = 0;
  /** When a packet last used the entry. */
  used = 0;
  /** Requests sent since the resolution or the polling began. */
  probes = 0;
  /** The timer that is running. */
  timer: Wake | undefined = undefined;
  /** Packets that wait for the resolution, oldest first; shared while empty, as most entries never have any. */
  queue: readonly IpPacket[] = NO_PACKETS;

  constructor(on: StackInterface, address: Ipv4) {
    this.on = on;
    this.address = address;
  }

  /** A link address is known and may be used. */
  get valid(): boolean {
    return this.mac !== undefined && this.state !== 'incomplete' && this.state !== 'failed';
  }

  stopTimer(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  binding(): NeighbourBinding {
    return { mac: this.mac, state: this.state };
  }
}
