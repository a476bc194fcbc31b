import { ARP_REPLY, ARP_REQUEST } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import { BROADCAST, FOREIGN, GROUP, ZERO } from '../special-addresses.ts';
import { Stimuli, stationAt } from './stimuli.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

/** An address each that is asked for, and the smallest tables hold eight. */
const BATCH = 5;

/**
 * A neighbour that the stack knows is elsewhere from now on, and says so in every form that is in use: as a request and
 * as a reply, to everyone and to the stack alone, with every target hardware address, once and twice.
 */
export function announcements(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  const forms = [ARP_REQUEST, ARP_REPLY].flatMap((operation) =>
    [BROADCAST, subject.mac].flatMap((destination) =>
      [true, false].flatMap((isGratuitous) =>
        [ZERO, BROADCAST, GROUP, FOREIGN, subject.mac, 'its own'].flatMap((targetMac) =>
          [1, 2].map((times) => ({ operation, destination, isGratuitous, targetMac, times })),
        ),
      ),
    ),
  );
  return {
    name: 'announcements',
    size: forms.length,
    batch: BATCH,
    inSample: ALL_IN_SAMPLE,
    before: [],
    stimulus: (index) => {
      const { operation, destination, isGratuitous, targetMac, times } = forms[index]!;
      const [station, { mac }] = [stationAt(2 * index), stationAt(2 * index + 1)];
      const moved = stimuli.request(
        { ip: station.ip, mac },
        {
          operation,
          destination,
          targetMac: targetMac === 'its own' ? mac : targetMac,
          targetIp: isGratuitous ? station.ip : stimuli.own,
        },
      );
      return [stimuli.request(station), ...Array.from({ length: times }, () => moved), ...stimuli.ask(station.ip)];
    },
    after: [],
  };
}
