import type { Property } from '../../src/monitor/index.ts';
import { differing, predicted } from './examples.ts';

/** The simulator is worth what it has in common with what it simulates: every difference is a bug of one of them. */
export const simulatorAgreesWithLinux: Property = {
  id: 'network.simulator-agrees-with-linux',
  level: 'PRACTICE',
  source: 'Linux, net/ipv4/arp.c, net/core/neighbour.c, net/bridge; ebtables(8), arptables(8)',
  rows: ['LNX-14'],
  statement:
    'Every step sends the frames that the simulator predicts, on each cable in the same order, and leaves the neighbour tables that it predicts.',
  rationale:
    'What is found, or not found, on simulated racks is believed of real ones; where the two differ, it must not be.',
  exercisedBy: 'a step of a scenario that runs on real kernels (--nodes kernel) has settled',
  profiles: ['linux'],
  examples: { holds: predicted, violates: differing },
  watch: (context) => ({
    restart() {},
    compared({ id, time, difference }) {
      context.exercised();
      if (difference === undefined) return;
      context.violated({
        time,
        at: context.world.nameOf(difference.node),
        expected: difference.expected,
        received: difference.received,
        mechanism: difference.what,
        events: [difference.event < 0 ? id : difference.event],
      });
    },
  }),
};
