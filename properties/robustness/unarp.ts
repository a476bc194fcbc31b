import type { Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  Frame,
  formatIpv4,
  formatMac,
  type Ipv4,
  MAC_ZERO,
  type Mac,
  readIpv4,
} from '../../src/wire/index.ts';
import { TALK } from '../needs.ts';
import { A, B, example, H, host, packet, request, X_MAC } from '../rfc826/cast.ts';
import { watchClaims } from '../rfc826/claims.ts';
import { together } from '../rfc826/shared-fold.ts';

/** Where the fields of a packet with no hardware addresses lie (RFC 1868 section 3). */
const SENDER = 8;
const UNARP_LENGTH = 16;

/** Whom a packet of RFC 1868 speaks for: a reply with hardware addresses of no octets; undefined for any other. */
export function unarpOf({ arp, bytes, payloadOffset }: Frame): Ipv4 | undefined {
  if (arp === undefined || arp.operation !== ARP_REPLY || arp.hardwareLength !== 0 || arp.protocolLength !== 4) {
    return undefined;
  }
  return bytes.length < payloadOffset + UNARP_LENGTH ? undefined : readIpv4(bytes, payloadOffset + SENDER);
}

/**
 * Section 3: "… hosts that implement [UNARP] … MUST delete" the entry. For all others it is a packet with a hardware
 * address length that is not Ethernet's.
 */
export const unarpMakesNoEntry: Property = {
  id: 'robustness.unarp-makes-no-entry',
  level: 'MUST',
  source: 'RFC 1868, section 3; RFC 826, Packet Reception',
  rows: ['R1868-02', 'R1868-03'],
  statement: 'A packet that says that a station leaves (UNARP) takes its entry away or does nothing, and makes none.',
  rationale:
    'It has no hardware address: a stack that reads one from it takes zeros, the padding, or an earlier frame for it.',
  exercisedBy: 'a reply with a hardware address length of 0 reaches a stack, which then has traffic for its sender',
  needs: TALK,
  examples: {
    holds: example(() =>
      host({ cacheVisible: false }).received(request(A, H)).received(unarp()).sent(request(H, A)).settled(),
    ),
    violates: example(() =>
      host({ cacheVisible: false })
        .received(request(A, H))
        .received(unarp())
        .sent(packet(H, { ip: A.ip, mac: MAC_ZERO })),
    ),
  },
  watch: (context) => {
    const { world } = context;
    /** By address of who left; and what the octets say where Ethernet has its addresses. */
    const left = new Map<Ipv4, FrameEvent>();
    const misread = new Map<Ipv4, { readonly mac: Mac; readonly event: FrameEvent }>();
    const report = (at: string, time: number, event: FrameEvent, by: number, received: string): void => {
      context.violated({
        time,
        at,
        expected: `no entry from a packet with no hardware address, for ${formatIpv4(unarpOf(event.frame)!)}`,
        received,
        mechanism: 'entry-without-address',
        events: [by, event.id],
      });
    };
    const traffic = watchClaims(context, (book) => ({
      forwardedUnseen: (from, event, { address }) => {
        const to = event.frame.destination;
        const leaver = left.get(address);
        const wrong = misread.get(address);
        const isZero = leaver !== undefined && to === MAC_ZERO;
        const isMisread = wrong !== undefined && wrong.mac === to;
        if (leaver !== undefined) context.exercised();
        if ((!isZero && !isMisread) || book.isClaimed(event.port, to)) return;
        const cause = isZero ? leaver : wrong!.event;
        report(from.name, event.time, cause, event.id, `a packet for ${formatIpv4(address)} went to ${formatMac(to)}`);
      },
      askedUnseen: (claims) => {
        if (left.has(claims.address)) context.exercised();
      },
    }));
    return together(traffic, {
      restart: () => {
        if (left.size > 0) left.clear();
        if (misread.size > 0) misread.clear();
      },
      arpUnfit: (at, event) => {
        const { frame, port } = event;
        if (frame.arp!.hardwareLength !== 0 || frame.vlan > 0) return;
        const leaver = unarpOf(frame);
        if (leaver === undefined || at.owns(leaver) || world.binding(port, leaver)?.state === 'permanent') return;
        if (at.cacheVisible) context.exercised();
        left.set(leaver, event);
        misread.set(frame.arp!.senderIp, { mac: frame.arp!.senderMac, event });
      },
      neighbour: (event) => {
        if (left.size === 0 || event.reason !== 'frame' || event.after?.mac === undefined) return;
        const cause = world.causeOf(event.port, event.cause);
        if (cause === undefined || unarpOf(cause.frame) === undefined) return;
        const received = `${formatIpv4(event.address)} maps to ${formatMac(event.after.mac)}`;
        report(world.nameOf(event.node), event.time, cause, event.id, received);
      },
    });
  },
};

/** A leaves, and the padding behind reads as if B were at X. */
function unarp(): Frame {
  const bytes = Uint8Array.from(request({ ip: B.ip, mac: X_MAC }, H).bytes);
  bytes.set([0x00, 0x01, 0x08, 0x00, 0x00, 0x04, 0x00, ARP_REPLY, 0x0a, 0x00, 0x00, 0x02, 0xff, 0xff, 0xff, 0xff], 14);
  return new Frame(bytes);
}
