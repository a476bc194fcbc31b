import type { Monitor, MonitorContext, Property, World } from '../../src/monitor/index.ts';
import { answeredForEver, answeredOnce } from './examples.ts';

/** Requests that a node may have under way without anyone having asked it to: polls and retries of earlier traffic. */
const GRACE = 16;

/** A tree has no loops; whatever multiplies on it is multiplied by a stack. */
export const noArpStorm: Property = {
  id: 'network.no-arp-storm',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.1 (prevent ARP floods); RFC 826, Packet Reception',
  rows: ['SEC-06', 'SEC-08', 'R1122-11'],
  statement: 'One stimulus sets off a bounded number of ARP packets on a network without loops.',
  rationale: 'A stack that answers answers, or asks without limit, takes the segment down with everyone on it.',
  exercisedBy: 'a stack sends an ARP packet',
  examples: { holds: answeredOnce, violates: answeredForEver },
  watch: (context) => watchStorms(context),
};

function watchStorms(context: MonitorContext): Monitor {
  const { world } = context;
  let stacks = countStacks(world);
  let count = 0;
  let begun = 0;
  let last = -1;
  let reported = false;

  /** Each node may ask once a second for every address that it has in its cache, and everybody may answer. */
  function bound(seconds: number): number {
    return GRACE + stacks * (stacks + world.entries) * (1 + seconds);
  }

  return {
    restart() {
      stacks = countStacks(world);
      count = 0;
      begun = 0;
      reported = false;
    },
    step(event) {
      count = 0;
      begun = event.time;
      reported = false;
    },
    arpSent(_host, event) {
      count += 1;
      last = event.id;
    },
    settled(event) {
      if (count === 0 || reported) return;
      const most = bound(Math.ceil((event.time - begun) / 1e9));
      if (count <= most) {
        context.exercised();
        return;
      }
      reported = true;
      context.violated({
        time: event.time,
        at: 'the network',
        expected: `at most ${most} ARP packets from ${stacks} stacks`,
        received: `${count} ARP packets`,
        mechanism: 'multiplication',
        events: [last],
      });
    },
  };
}

function countStacks(world: World): number {
  let stacks = 0;
  for (const host of world.hosts) if (host !== undefined) stacks += 1;
  return stacks;
}
