import { ARP_REPLY, ARP_REQUEST } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import { BROADCAST, FOREIGN, GROUP, SPECIAL_ADDRESSES, UNLEARNABLE_ADDRESSES, ZERO } from '../special-addresses.ts';
import type { ArpStep } from '../step.ts';
import { Stimuli, stationAt } from './stimuli.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

/** Of a virtual router (RFC 9568 section 7.3): a unicast address like any other. */
const VIRTUAL_ROUTER = '00:00:5e:00:01:01';
/** Universally administered, as nearly all are that are not made up. */
const UNIVERSAL = '00:1b:21:00:00:01';
/** An address each that is asked for, and the smallest tables hold eight. */
const BATCH = 5;

type Field = 'senderIp' | 'targetIp' | 'senderMac' | 'targetMac' | 'source' | 'destination';
type Choice = Readonly<Partial<Record<Field, string>>>;

/**
 * Every special value in every address field of a packet and its frame, and every two of them together, in requests and
 * in replies: broadcast, network, group, loopback, link-local and reserved addresses, the stack's own, nobody's.
 */
export function specialFields(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  const usualOf = (operation: number, index: number): ArpStep =>
    operation === ARP_REQUEST ? stimuli.request(stationAt(index)) : stimuli.reply(stationAt(index));
  const choices = [ARP_REQUEST, ARP_REPLY].flatMap((operation) =>
    upToTwo(valuesOf(subject, stimuli, usualOf(operation, 0))).map((choice) => ({ operation, choice })),
  );
  return {
    name: 'special-fields',
    size: choices.length,
    batch: BATCH,
    inSample: ALL_IN_SAMPLE,
    before: [],
    stimulus: (index) => {
      const { operation, choice } = choices[index]!;
      const claim: ArpStep = { ...usualOf(operation, index), ...choice };
      return [claim, ...stimuli.ask(claim.senderIp)];
    },
    after: [stimuli.request(stationAt(BATCH))],
  };
}

/** By field, without what it holds anyway. */
function valuesOf(
  subject: Subject,
  { addresses, mac }: Stimuli,
  usual: ArpStep,
): ReadonlyMap<Field, readonly string[]> {
  const hasStatic = (address: string): boolean => subject.staticNeighbour?.address === address;
  // What a stack learned of an address that is not a station's is there in the next case if it cannot be reset.
  const claimable =
    subject.remembers === true
      ? UNLEARNABLE_ADDRESSES.filter((each) => each !== '10.0.0.9' || hasStatic(each))
      : SPECIAL_ADDRESSES;
  const values: readonly (readonly [Field, readonly string[]])[] = [
    ['senderIp', [...new Set([...claimable, ...addresses])]],
    ['targetIp', [...new Set([...SPECIAL_ADDRESSES, ...addresses.slice(1), stationAt(BATCH + 1).ip])]],
    ['senderMac', [ZERO, BROADCAST, GROUP, mac, VIRTUAL_ROUTER, UNIVERSAL]],
    ['targetMac', [ZERO, BROADCAST, GROUP, mac, FOREIGN]],
    ['source', [ZERO, BROADCAST, GROUP, mac, FOREIGN]],
    ['destination', [BROADCAST, mac, GROUP, FOREIGN]],
  ];
  return new Map(values.map(([field, each]) => [field, each.filter((value) => value !== usual[field])]));
}

/** Nothing special, every single value, and every two values of different fields. */
function upToTwo(values: ReadonlyMap<Field, readonly string[]>): readonly Choice[] {
  const singles = [...values].map(([field, each]) => each.map((value): Choice => ({ [field]: value })));
  const pairs = singles.flatMap((one, index) =>
    singles.slice(index + 1).flatMap((other) => one.flatMap((left) => other.map((right) => ({ ...left, ...right })))),
  );
  return [{}, ...singles.flat(), ...pairs];
}
