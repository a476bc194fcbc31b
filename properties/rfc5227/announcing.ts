import type { Property } from '../../src/monitor/index.ts';
import { type Ipv4, isGroupMac, MAC_ZERO } from '../../src/wire/index.ts';
import { announcement, B, example, reply, request } from '../rfc826/cast.ts';
import { maySuppress } from '../rfc826/settings.ts';
import { C, claimed, established } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import { watchDetection } from './detection-book.ts';
import { IDLE } from './timing.ts';

/**
 * Section 2.5: "… from the time a host sends its first ARP Announcement until the time it ceases using that IP address,
 * the host MUST answer ARP Requests in the usual way".
 */
export const answersFromTheFirstAnnouncement: Property = {
  id: 'rfc5227.answers-from-the-first-announcement',
  level: 'MUST',
  source: 'RFC 5227, sections 2.3 and 2.5',
  rows: ['R5227-44', 'R5227-70'],
  statement: 'Requests and probes for an address are answered as soon as it has been announced once.',
  rationale: 'Who probes for it between the two announcements would otherwise take it as well.',
  exercisedBy: 'a request for an address that has been announced once',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed().received(request(B, C)).sent(reply(C, B)).settled()),
    violates: example(() => claimed().received(request(B, C)).settled()),
  },
  watch: (context) => {
    /** Questions since the network settled that have no answer. */
    let open: { readonly id: number; readonly asker: Ipv4; readonly at: string; readonly name: string }[] = [];
    const { world } = context;
    return watchDetection(context, {
      restart: () => {
        open = [];
      },
      heard: (detection, { kind, event: { id, port, frame } }) => {
        const { stage, announcements, lost, host } = detection;
        if (stage !== 'in-use' || announcements.length !== 1 || lost !== undefined || !world.isUp(port)) return;
        const { senderIp, senderMac } = frame.arp!;
        if ((kind !== 'question' && kind !== 'probe') || isGroupMac(senderMac) || senderMac === MAC_ZERO) return;
        if (maySuppress(world, host, port, frame.arp!)) return;
        open.push({ id, asker: senderIp, at: host.name, name: named(detection) });
      },
      used: (_detection, { frame }, use) => {
        const answered = use === 'reply' ? open.findIndex(({ asker }) => asker === frame.arp!.targetIp) : -1;
        if (answered < 0) return;
        context.exercised();
        open.splice(answered, 1);
      },
      settled: (_detection, { time }) => {
        for (const { id, at, name } of open) {
          const [expected, received] = [`a reply for ${name}, which has been announced`, 'nothing'];
          context.violated({ time, at, expected, received, mechanism: 'silent-after-the-announcement', events: [id] });
        }
        open = [];
      },
    });
  },
};

/** Section 2.3 has ANNOUNCE_NUM announcements, and nothing has more of them sent as long as there is no conflict. */
export const noRoutineAnnouncements: Property = {
  id: 'rfc5227.no-routine-announcements',
  level: 'MUST',
  source: 'RFC 5227, section 2.3 (derived)',
  rows: ['R5227-45', 'INV-18'],
  statement: 'After the second one an address is announced only to defend it, or because the operator wants it.',
  rationale: 'Every announcement wakes every station, and hides the host that does have the address.',
  exercisedBy: 'a stack is left alone for a minute after it has announced an address twice',
  needs: DETECTS,
  seconds: 70,
  profiles: TESTERS,
  examples: {
    holds: example(() => established().wait(61_000).settled()),
    violates: example(() => established().wait(2000).sent(announcement(C))),
  },
  watch: (context) =>
    watchDetection(context, {
      settled: ({ stage, announcements, defence }, { time }) => {
        const last = Math.max(announcements.at(-1)?.time ?? 0, defence?.time ?? 0);
        if (stage === 'in-use' && announcements.length > 1 && time - last > IDLE) context.exercised();
      },
      unexplained: (detection, event) => {
        // What was heard just before is the matter of other properties.
        if (detection.justHeard(event.time) !== undefined || detection.policy === undefined) return;
        complain(context, detection, event, {
          expected: `no more announcements of ${named(detection)}`,
          mechanism: 'announced-without-a-reason',
          causes: [detection.announcements.at(-1)],
        });
      },
    }),
};
