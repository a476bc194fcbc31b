import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { ARP_REPLY, describeArp, type Frame, formatIpv4, formatMac } from '../../src/wire/index.ts';
import { LATENESS } from '../rfc826/address-claims.ts';
import { A, example, H, host, packet, reply, request, X_MAC } from '../rfc826/cast.ts';

/** RFC 826's merge writes what is there already. */
export const repeatedRepliesChangeNothing: Property = {
  id: 'metamorphic.repeated-replies-change-nothing',
  level: 'MUST',
  source: 'RFC 826, Packet Reception (derived)',
  rows: ['INV-11'],
  statement: 'A reply that comes twice does what it does once: the second one changes no entry and sends nothing.',
  rationale: 'Links repeat frames. Packets that are sent again, or entries that come and go with them, are the result.',
  exercisedBy: 'a stack gets the same reply twice, one right after the other',
  examples: {
    holds: example(() => answered().received(reply(A, H)).settled()),
    violates: example(() => answered().received(reply(A, H)).learned(A.ip, X_MAC).settled()),
  },
  watch: watchRepeats,
};

/** A was asked for, and answers. */
function answered() {
  return host()
    .pending(A.ip)
    .sent(request(H, A))
    .received(reply(A, H))
    .learned(A.ip, A.mac)
    .sent(packet(H, A))
    .settled();
}

/** What one interface heard last, if that was a reply for an own address. */
interface Heard {
  readonly event: FrameEvent;
  readonly isRepeated: boolean;
}

function watchRepeats(context: MonitorContext): Monitor {
  const { world } = context;
  const last = new Map<number, Heard>();
  /** What the port at which the newest frame was received had heard before that frame. */
  let before: (Heard & { readonly by: number }) | undefined;
  const sent = (from: { readonly name: string }, event: FrameEvent, about: number, what: string): void => {
    const heard = last.get(event.port);
    if (heard?.isRepeated !== true || heard.event.frame.arp!.senderIp !== about) return;
    blame(context, from.name, event.time, event.id, heard.event, what, 'sent-again');
  };
  const otherwise = (): void => {
    if (last.size > 0) last.clear();
  };
  return {
    restart: () => {
      before = undefined;
      if (last.size > 0) last.clear();
    },
    received: ({ id, port }) => {
      // The judge tells of the packet itself next; whatever else it is comes between two replies.
      const heard = last.get(port);
      if (heard === undefined) return;
      last.delete(port);
      before = { ...heard, by: id };
    },
    arpForHost: (_at, event) => {
      if (event.frame.arp!.operation !== ARP_REPLY) return;
      const isRepeated =
        before?.by === event.id && event.time - before.event.time < LATENESS && isSame(before.event.frame, event.frame);
      last.set(event.port, { event, isRepeated });
    },
    arpSent: (from, event) => {
      const arp = event.frame.arp!;
      sent(from, event, arp.targetIp, `"${describeArp(arp)}"`);
    },
    ipSent: (from, event) => {
      const { destination } = event.frame.ip!;
      sent(from, event, destination, `a packet for ${formatIpv4(destination)} was sent`);
    },
    // The operator, a timer or an application comes between them, too.
    originated: otherwise,
    address: otherwise,
    detection: otherwise,
    link: otherwise,
    rebooted: otherwise,
    neighbour: (event) => {
      if (event.reason !== 'frame') otherwise();
      const heard = last.get(event.port);
      if (heard?.isRepeated !== true || event.cause !== heard.event.id || event.before?.mac === event.after?.mac)
        return;
      const mac = event.after?.mac;
      const now = mac === undefined ? 'went away' : `maps to ${formatMac(mac)}`;
      const what = `the entry for ${formatIpv4(event.address)} ${now}`;
      blame(context, world.nameOf(event.node), event.time, event.id, heard.event, what, 'changed-again');
    },
    settled: () => {
      for (const [port, heard] of last) {
        if (!heard.isRepeated) continue;
        context.exercised();
        last.set(port, { ...heard, isRepeated: false });
      }
    },
  };
}

function isSame(one: Frame, other: Frame): boolean {
  const { bytes } = other;
  return one.length === other.length && one.bytes.every((octet, index) => octet === bytes[index]);
}

function blame(
  context: MonitorContext,
  at: string,
  time: number,
  by: number,
  repeated: FrameEvent,
  received: string,
  mechanism: string,
): void {
  const expected = `nothing from "${describeArp(repeated.frame.arp!)}", which has just been said`;
  context.violated({ time, at, expected, received, mechanism, events: [by, repeated.id] });
}
