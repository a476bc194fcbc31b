import { formatIpv4, formatMac, type Ipv4, type Mac, parseIpv4, parseMac } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import { BROADCAST, FOREIGN, GROUP, ZERO } from '../special-addresses.ts';
import type { ArpStep, Step } from '../step.ts';
import { frameOf, rawFrame, resized, type Station, Stimuli, stationAt } from './stimuli.ts';
import { ALL_IN_SAMPLE, type Sweep } from './sweep.ts';

/** What makes the second of three requests differ from the first and the third, or comes between them. */
interface Likeness {
  readonly between: (asker: Station) => readonly Step[];
  /** Whether the second one is as it was. */
  readonly second: (asker: Station, request: ArpStep) => Step;
}

/** Octets behind a packet: minimum frames, a word more, a VLAN tag more, as much as a frame carries. */
const TRAILING = [1, 4, 14, 18, 22, 32, 100, 256, 1472];
const FILLERS = [0x00, 0xa5];
const REPEATED = [1, 2, 4, 8, 16, 64];
const STRANGERS = [1, 3, 20];
const BITS_OF_MAC = 48;
/** The bit that makes a group address of a hardware address: the lowest of the first octet (IEEE 802). */
const GROUP_BIT = 40;
/** The prefix of every stack under test leaves so many bits to neighbours. */
const HOST_BITS = 24;
const BATCH = 24;
const OTHER = stationAt(2 * BATCH);
const THIRD = stationAt(2 * BATCH + 1);

/**
 * Requests that are alike, for what needs no oracle: asked again, by another station, with other octets behind them,
 * after packets for others, a stack answers as it did. Every bit of the asker's addresses is one of them.
 */
export function likenesses(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  const all = stimuli.addresses.flatMap((targetIp) =>
    [BROADCAST, stimuli.mac].flatMap((destination) =>
      likenessesOf(stimuli).map((likeness) => ({ likeness, to: { targetIp, destination } })),
    ),
  );
  return {
    name: 'likenesses',
    size: all.length,
    batch: BATCH,
    inSample: ALL_IN_SAMPLE,
    before: [],
    stimulus: (index): readonly Step[] => {
      const { likeness, to } = all[index]!;
      const asker = stationAt(index);
      const request = stimuli.request(asker, to);
      return [request, ...likeness.between(asker), likeness.second(asker, request), request];
    },
    after: [],
  };
}

const nothing = (): readonly Step[] => [];
const same = (_asker: Station, request: ArpStep): Step => request;

function likenessesOf(stimuli: Stimuli): readonly Likeness[] {
  const repeated = REPEATED.map(
    (times): Likeness => ({
      between: (asker) => Array.from({ length: times }, () => stimuli.request(asker)),
      second: same,
    }),
  );
  const trailing = TRAILING.flatMap((octets) =>
    FILLERS.map(
      (filler): Likeness => ({
        between: nothing,
        second: (_asker, request) => {
          const bytes = frameOf(request);
          return rawFrame(resized(bytes, bytes.length + octets, filler));
        },
      }),
    ),
  );
  const targets = [ZERO, BROADCAST, GROUP, stimuli.mac, FOREIGN].map(
    (targetMac): Likeness => ({
      between: nothing,
      second: (_asker, request) => ({ ...request, targetMac }),
    }),
  );
  const delivered: Likeness = {
    between: nothing,
    second: (_asker, request) => ({
      ...request,
      destination: request.destination === BROADCAST ? stimuli.mac : BROADCAST,
    }),
  };
  const strangers = forOthers(stimuli).flatMap((frame) =>
    STRANGERS.map(
      (times): Likeness => ({
        between: () => Array.from({ length: times }, () => frame),
        second: same,
      }),
    ),
  );
  // In one order and then in the other: A, B, B, A.
  const ordered: Likeness = {
    between: () => [stimuli.request(THIRD), stimuli.request(THIRD)],
    second: same,
  };
  return [ordered, ...repeated, ...trailing, ...targets, delivered, ...renamed(stimuli), ...strangers];
}

/** Another asker: one bit of its hardware address is another, or one bit of its address. */
function renamed(stimuli: Stimuli): readonly Likeness[] {
  const ask = (rename: (asker: Station) => Station): Likeness => ({
    between: nothing,
    second: (asker, request) => {
      const { ip, mac } = rename(asker);
      // An address that is the stack's own, or nobody's, is no station's.
      const isStation = !stimuli.addresses.includes(ip) && !ip.endsWith('.0.0.0') && !ip.endsWith('.255.255.255');
      return isStation ? { ...request, senderIp: ip, senderMac: mac } : request;
    },
  });
  const macs = Array.from({ length: BITS_OF_MAC }, (_, bit) => bit).filter((bit) => bit !== GROUP_BIT);
  return [
    ...macs.map((bit) => ask(({ ip, mac }) => ({ ip, mac: withBit(mac, bit) }))),
    ...Array.from({ length: HOST_BITS }, (_, bit) => ask(({ ip, mac }) => ({ ip: withIpBit(ip, bit), mac }))),
  ];
}

function withBit(text: string, bit: number): string {
  const mac = parseMac(text)!;
  const isSet = Math.floor(mac / 2 ** bit) % 2 === 1;
  return formatMac((isSet ? mac - 2 ** bit : mac + 2 ** bit) as Mac);
}

function withIpBit(text: string, bit: number): string {
  return formatIpv4(((parseIpv4(text)! ^ (1 << bit)) >>> 0) as Ipv4);
}

/** What the stack may hear and is not meant: two other stations speak with each other, or somebody speaks to nobody. */
function forOthers(stimuli: Stimuli): readonly ArpStep[] {
  const question = stimuli.request(THIRD, { targetIp: OTHER.ip });
  const answer = stimuli.reply(OTHER, { targetMac: THIRD.mac, targetIp: THIRD.ip });
  return [
    question,
    { ...question, destination: FOREIGN },
    { ...answer, destination: BROADCAST },
    { ...answer, destination: FOREIGN },
    { ...question, targetIp: THIRD.ip },
    { ...question, senderIp: '0.0.0.0' },
    { ...question, operation: 26 },
  ];
}
