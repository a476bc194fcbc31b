import { Belief } from '../../src/model/index.ts';
import type { HostView } from '../../src/monitor/index.ts';
import type { FrameEvent, PortIndex } from '../../src/trace/index.ts';
import type { Ipv4, Mac } from '../../src/wire/index.ts';
import type { ClaimKind } from './claim-kind.ts';
import type { Misfit } from './misfits.ts';

/** How long a resolution waits for its answer, at least (RFC 1122 section 2.3.2.1: one request a second). */
export const RESOLUTION_TIME = 1_000_000_000;

/** By so much what is seen of a real stack may be later than it was: frames get the time at which they were read. */
export const LATENESS = RESOLUTION_TIME / 10;

/** After so long without a frame no timer of any entry runs any more. */
const REST = 120 * RESOLUTION_TIME;

/** What one interface was told about an address, what it asked, and so what it may hold. */
export class Claims extends Belief {
  readonly host: HostView;
  readonly port: PortIndex;
  readonly address: Ipv4;
  /** How the newest claim came; undefined if the stack has shown that it believes an older one. */
  kind: ClaimKind | undefined = undefined;
  event: FrameEvent | undefined = undefined;
  /** When and with which event the stack last asked for it; and with which one it last asked everyone. */
  askedAt = Number.NEGATIVE_INFINITY;
  askedBy = -1;
  askedAllBy = -1;
  /** When the entry in the cache last changed, where that is visible. */
  changedAt = Number.NEGATIVE_INFINITY;
  /** How many addresses the interface had to do with when it was last told of this one. */
  turn = 0;
  /** The last frame about it that may have touched an entry, and the first one after a rest. */
  activeAt = Number.NEGATIVE_INFINITY;
  activeSince = Number.NEGATIVE_INFINITY;
  /** The latest claim from a packet between others, while there was no entry that it could have updated. */
  rumour: FrameEvent | undefined = undefined;
  /** The latest claim from a packet that is not ARP for this interface, and why it is not. */
  misfit: FrameEvent | undefined = undefined;
  misfitKind: Misfit | undefined = undefined;

  constructor(host: HostView, port: PortIndex, address: Ipv4) {
    super();
    this.host = host;
    this.port = port;
    this.address = address;
  }

  /** A request for it is out, and an answer to it is still expected; of a black box, with certainty. */
  isPending(now: number): boolean {
    const patience = this.host.cacheVisible ? RESOLUTION_TIME : RESOLUTION_TIME - LATENESS;
    return now - this.askedAt < patience && (this.event === undefined || this.event.id < this.askedBy);
  }

  /** Whether that packet, which must not be believed, is the only one that told this link address. */
  isOnlySaidBy(packet: FrameEvent, mac: Mac): boolean {
    if (packet.frame.arp!.senderMac !== mac || this.wasEver(mac)) return false;
    const other = packet === this.rumour ? this.misfit : this.rumour;
    return other?.frame.arp?.senderMac !== mac;
  }

  touch(time: number): void {
    if (time - this.activeAt > REST) this.activeSince = time;
    this.activeAt = time;
  }
}
