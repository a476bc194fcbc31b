import type { Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import {
  ARP_REPLY,
  describeArp,
  ETHERTYPE_ARP,
  Frame,
  formatIpv4,
  formatMac,
  isGroupMac,
} from '../../src/wire/index.ts';
import { A, example, H, host, reply, request } from '../rfc826/cast.ts';
import { watchClaims } from '../rfc826/claims.ts';
import { together } from '../rfc826/shared-fold.ts';
import { type Disguise, disguiseOf } from './disguise.ts';

/** A frame that hides an ARP packet, and what it hides. */
interface Hidden extends Disguise {
  readonly event: FrameEvent;
}

/**
 * RFC 894: "IP datagrams and ARP packets are transmitted with type 0x0806"; RFC 903 gives RARP 0x8035, "so that hosts
 * … will not confuse" the two; in IEEE 802.3 frames the length says where the packet ends, and 802.2 what it is.
 */
export const otherFramesAreNotArp: Property = {
  id: 'robustness.other-frames-are-not-arp',
  level: 'MUST',
  source: 'RFC 894; RFC 903; RFC 1042; IEEE 802.3, 802.1ad',
  rows: ['OP-05', 'ETH-25', 'ETH-31', 'ETH-32'],
  statement:
    'A frame of another type, or with another header before it, is not answered as ARP, whatever it holds, and teaches nothing.',
  rationale: 'What looks like a request may be the contents of a file: only the type says that it is one.',
  exercisedBy:
    'a frame that is not ARP, and holds octets that read as an ARP packet for an own address, reaches a stack',
  examples: {
    holds: example(() => host().received(rarp()).settled()),
    violates: example(() => host().received(rarp()).sent(reply(H, A)).settled()),
  },
  watch: (context) => {
    const { world } = context;
    /** By port: what has been heard since the network last settled, and all that claims an address. */
    const fresh = new Map<number, Hidden>();
    const claims = new Map<number, Hidden>();
    const report = (time: number, { event, kind, arp }: Hidden, by: number, received: string, how: string): void => {
      context.violated({
        time,
        at: world.nameOf(world.portOf(event.port).node),
        expected: `nothing comes of a frame of type 0x${event.frame.etherType.toString(16)} that holds "${describeArp(arp)}"`,
        received,
        mechanism: `${how}-${kind}`,
        events: [by, event.id],
      });
    };
    const traffic = watchClaims(context, (book) => ({
      forwardedUnseen: (_from, event, { address }) => {
        const hidden = claims.get(address);
        const to = event.frame.destination;
        if (hidden === undefined || hidden.arp.senderMac !== to || book.isClaimed(event.port, to)) return;
        report(event.time, hidden, event.id, `a packet for ${formatIpv4(address)} went to ${formatMac(to)}`, 'learned');
      },
    }));
    return together(traffic, {
      restart: () => {
        if (fresh.size > 0) fresh.clear();
        if (claims.size > 0) claims.clear();
      },
      received: (event) => {
        const { frame, port } = event;
        if (frame.arp !== undefined || frame.ip !== undefined) return;
        const host = world.stackAt(port);
        if (host === undefined) return;
        if (frame.destination !== world.portOf(port).mac && !isGroupMac(frame.destination)) return;
        const disguise = disguiseOf(frame);
        if (disguise === undefined || disguise.kind === 'snap' || !host.owns(disguise.arp.targetIp)) return;
        context.exercised();
        const hidden = { ...disguise, event };
        fresh.set(port, hidden);
        claims.set(disguise.arp.senderIp, hidden);
      },
      arpForHost: (_host, { port }) => {
        fresh.delete(port);
      },
      arpSent: (_from, event) => {
        const hidden = fresh.get(event.port);
        const arp = event.frame.arp!;
        if (hidden === undefined || arp.operation !== ARP_REPLY || arp.targetIp !== hidden.arp.senderIp) return;
        fresh.delete(event.port);
        report(event.time, hidden, event.id, `"${describeArp(arp)}"`, 'answered');
      },
      neighbour: (event) => {
        if (event.reason !== 'frame' || event.after?.mac === undefined) return;
        const hidden = fresh.get(event.port);
        if (hidden === undefined || event.cause !== hidden.event.id) return;
        report(event.time, hidden, event.id, `the entry for ${formatIpv4(event.address)} changed`, 'learned');
      },
      settled: () => {
        if (fresh.size > 0) fresh.clear();
      },
    });
  },
};

/** A request in a frame of type RARP. */
function rarp(): Frame {
  const bytes = Uint8Array.from(request(A, H).bytes);
  bytes.set([0x80, 0x35], 12);
  return new Frame(bytes);
}

/** The same packet as RFC 1042 frames it. */
function snapped(frame: Frame): Frame {
  const packet = frame.bytes.subarray(frame.payloadOffset);
  const bytes = new Uint8Array(frame.payloadOffset + 8 + packet.length);
  bytes.set(frame.bytes.subarray(0, 12));
  bytes.set([0, 8 + packet.length, 0xaa, 0xaa, 3, 0, 0, 0, ETHERTYPE_ARP >>> 8, ETHERTYPE_ARP & 0xff], 12);
  bytes.set(packet, frame.payloadOffset + 8);
  return new Frame(bytes);
}

/**
 * Section 2.3.3: "If a host uses RFC-1042 encapsulation … it MUST provide a configuration switch to select whether
 * RFC-894 or RFC-1042 encapsulation is to be used. The switch MUST default to RFC-894."
 */
export const sendsEthernetFrames: Property = {
  id: 'rfc1122.sends-ethernet-frames',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.3',
  rows: ['R1122-33'],
  statement: 'ARP packets are sent in Ethernet II frames, and not in IEEE 802.3 frames.',
  rationale: 'Hardly a host on Ethernet understands the other framing: it would ask, and nobody would hear.',
  exercisedBy: 'a stack sends an ARP packet',
  examples: {
    holds: example(() => host().received(request(A, H)).sent(reply(H, A))),
    violates: example(() =>
      host()
        .received(request(A, H))
        .sent(snapped(reply(H, A))),
    ),
  },
  watch: (context) => {
    const { world } = context;
    return {
      restart() {},
      arpSent: () => context.exercised(),
      sent: (event) => {
        // Nearly all frames are of a type, and those that are not carry no length that ends before ARP does.
        if (event.frame.etherType > 1500 || event.injected || world.stackAt(event.port) === undefined) return;
        const disguise = disguiseOf(event.frame);
        if (disguise?.kind !== 'snap') return;
        context.violated({
          time: event.time,
          at: world.nameOf(world.portOf(event.port).node),
          expected: 'ARP in an Ethernet II frame',
          received: `"${describeArp(disguise.arp)}" in an IEEE 802.3 frame`,
          mechanism: 'sent-in-802-3-frame',
          events: [event.id],
        });
      },
    };
  },
};
