import type { HostView, Monitor, MonitorContext } from '../../src/monitor/index.ts';
import type { FrameEvent } from '../../src/trace/index.ts';
import { describeArp, formatIpv4, formatMac, type Mac } from '../../src/wire/index.ts';

/** Packets that must make no entry for their sender. */
export interface Unlearnable {
  isCase(host: HostView, event: FrameEvent): boolean;
  /** How violations came about, of a packet that is a case. */
  mechanism(host: HostView, event: FrameEvent): string;
}

/** What a stack was told that it must not believe. */
interface Told {
  readonly mac: Mac;
  readonly event: FrameEvent;
}

/** Of every port 2^32 addresses. */
const ADDRESSES = 0x1_0000_0000;

/**
 * The monitor of "nothing is learned from such a packet". Where the cache is not visible, a packet for the address that
 * goes to what the packet said tells that; that the stack had a reason to send one exercises the property.
 */
export function watchUnlearnable(context: MonitorContext, { isCase, mechanism }: Unlearnable): Monitor {
  const { world } = context;
  const told = new Map<number, Told>();
  const keyOf = (port: number, address: number): number => port * ADDRESSES + address;

  function heard(host: HostView, event: FrameEvent): void {
    if (!context.demandedOf(host)) return;
    const arp = event.frame.arp!;
    const key = keyOf(event.port, arp.senderIp);
    if (!isCase(host, event)) {
      // What was said properly may be believed, even if it is the same.
      if (told.size > 0 && told.get(key)?.mac === arp.senderMac) told.delete(key);
      return;
    }
    if (host.cacheVisible) context.exercised();
    else if (world.binding(event.port, arp.senderIp)?.state !== 'permanent') {
      told.set(key, { mac: arp.senderMac, event });
    }
  }

  function report(host: HostView, time: number, cause: FrameEvent, event: number, received: string): void {
    const arp = cause.frame.arp!;
    context.violated({
      time,
      at: host.name,
      expected: `nothing is learned from "${describeArp(arp)}"`,
      received,
      mechanism: mechanism(host, cause),
      events: [event, cause.id],
    });
  }

  return {
    restart: () => {
      if (told.size > 0) told.clear();
    },
    arpForHost: heard,
    arpFromKnown: heard,
    arpFromStranger: heard,
    neighbour: (event) => {
      const mac = event.after?.mac;
      if (event.reason !== 'frame' || mac === undefined || mac === event.before?.mac) return;
      const host = world.hosts[event.node];
      const cause = world.causeOf(event.port, event.cause);
      const arp = cause?.frame.arp;
      if (host === undefined || cause === undefined || arp === undefined || !context.demandedOf(host)) return;
      if (arp.senderMac !== mac || arp.senderIp !== event.address || !isCase(host, cause)) return;
      report(host, event.time, cause, event.id, `${formatIpv4(event.address)} maps to ${formatMac(mac)}`);
    },
    ipReceived: (_host, { port, frame }) => {
      if (told.size === 0 || frame.destination !== world.portOf(port).mac) return;
      if (told.has(keyOf(port, frame.ip!.source))) context.exercised();
    },
    ipSent: (host, event) => {
      if (told.size === 0) return;
      const { destination } = event.frame.ip!;
      const known = told.get(keyOf(event.port, destination));
      if (known === undefined) return;
      if (event.frame.destination !== known.mac) {
        context.exercised();
        return;
      }
      const received = `a packet for ${formatIpv4(destination)} went to ${formatMac(known.mac)}`;
      report(host, event.time, known.event, event.id, received);
    },
  };
}
