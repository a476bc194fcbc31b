import { ARP_LENGTH, ETHERNET_HEADER_LENGTH, ETHERNET_MINIMUM_LENGTH } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import type { Step } from '../step.ts';
import { frameOf, rawFrame, resized, type Station, Stimuli, stationAt } from './stimuli.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

const WHOLE = ETHERNET_HEADER_LENGTH + ARP_LENGTH;
/** A frame of 0 octets, and so on, without the whole one; then the same from the header on, padded with zeros. */
const LENGTHS = [
  ...Array.from({ length: WHOLE }, (_, length) => ({ length, isPadded: false })),
  ...Array.from({ length: ARP_LENGTH }, (_, octets) => ({ length: ETHERNET_HEADER_LENGTH + octets, isPadded: true })),
];
/** Two addresses each, and the smallest tables hold eight. */
const BATCH = 3;

/**
 * A packet that ends after every octet, right behind a whole one of somebody else: what is missing still lies in a
 * buffer that is not cleared, and makes it a good packet of two halves. Then whatever either of them may have taught is
 * asked for.
 */
export function truncations(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  const packet = (station: Station, isReply: boolean): Uint8Array =>
    frameOf(isReply ? stimuli.reply(station) : stimuli.request(station, { destination: stimuli.mac }));
  const forms = [0, 1, 2, 3].map((form) => ({ isReplyBefore: form >= 2, isReply: form % 2 === 1 }));
  return {
    name: 'truncations',
    size: forms.length * LENGTHS.length,
    batch: BATCH,
    inSample: ALL_IN_SAMPLE,
    before: [],
    stimulus: (index): readonly Step[] => {
      const { isReplyBefore, isReply } = forms[Math.floor(index / LENGTHS.length)]!;
      const { length, isPadded } = LENGTHS[index % LENGTHS.length]!;
      const [before, cut] = [stationAt(2 * index), stationAt(2 * index + 1)];
      const bytes = resized(packet(cut, isReply), length, 0);
      return [
        rawFrame(packet(before, isReplyBefore)),
        rawFrame(isPadded ? resized(bytes, ETHERNET_MINIMUM_LENGTH, 0) : bytes),
        ...stimuli.ask(before.ip),
        ...stimuli.ask(cut.ip),
      ];
    },
    after: [stimuli.request(stationAt(2 * BATCH))],
  };
}
