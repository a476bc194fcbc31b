import type { Subject } from '../arbitraries/subject.ts';
import { BROADCAST } from '../special-addresses.ts';
import type { ArpStep, Step } from '../step.ts';
import { type Station, Stimuli, stationAt } from './stimuli.ts';
import type { Sweep } from './sweep.ts';

const KINDS = ['request', 'reply', 'gratuitous', 'probe'] as const;
type Kind = (typeof KINDS)[number];

/** One packet of a sequence. */
interface Move {
  readonly kind: Kind;
  /** It is about an address of the stack: asks for it, answers it, or claims it. */
  readonly isForStack: boolean;
  /** Its sender is known to the stack from the beginning. */
  readonly isKnown: boolean;
}

const MOVES: readonly Move[] = KINDS.flatMap((kind) =>
  [true, false].flatMap((isForStack) => [true, false].map((isKnown) => ({ kind, isForStack, isKnown }))),
);
const PAIRS = MOVES.length ** 2;
const TRIPLES = MOVES.length ** 3;
/** Three hardware addresses to move to, one address that is known, one that is not, and one that is somebody else's. */
const STATIONS_EACH = 6;
/** Two addresses each that are asked for, and the smallest tables hold eight. */
const BATCH = 3;
/** Slow stacks get every pair and one triple in so many. */
const SAMPLE_EVERY = 61;

/**
 * Every order of two and of three packets of every kind, for the stack or for somebody else, from a known sender or an
 * unknown one; each from a hardware address of its own, so that it shows which of them were believed.
 */
export function orders(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  return {
    name: 'orders',
    size: PAIRS + TRIPLES,
    batch: BATCH,
    inSample: (index) => index < PAIRS || index % SAMPLE_EVERY === 0,
    before: [],
    stimulus: (index): readonly Step[] => {
      const cast = Array.from({ length: STATIONS_EACH }, (_, n) => stationAt(index * STATIONS_EACH + n));
      const [known, unknown, other] = [cast[0]!, cast[1]!, cast[2]!];
      const moves = movesOf(index).map((move, n) => {
        const { ip } = move.isKnown ? known : unknown;
        return packetOf(stimuli, move, { ip, mac: cast[3 + n]!.mac }, other);
      });
      return [stimuli.request(known), ...moves, ...stimuli.ask(known.ip), ...stimuli.ask(unknown.ip)];
    },
    after: [],
  };
}

/** The moves of a sequence: its number in base 16, behind all pairs for triples. */
function movesOf(index: number): readonly Move[] {
  const isPair = index < PAIRS;
  const digits = isPair ? [index >>> 4, index] : [(index - PAIRS) >>> 8, (index - PAIRS) >>> 4, index - PAIRS];
  return digits.map((digit) => MOVES[digit & 15]!);
}

function packetOf(stimuli: Stimuli, { kind, isForStack }: Move, sender: Station, other: Station): ArpStep {
  const { own } = stimuli;
  switch (kind) {
    case 'request':
      return stimuli.request(sender, isForStack ? {} : { targetIp: other.ip });
    case 'reply':
      if (isForStack) return stimuli.reply(sender);
      return stimuli.reply(sender, { targetMac: other.mac, targetIp: other.ip, destination: BROADCAST });
    case 'gratuitous': {
      const claimed = isForStack ? own : sender.ip;
      return stimuli.request(sender, { senderIp: claimed, targetIp: claimed });
    }
    case 'probe':
      return stimuli.request(sender, { senderIp: '0.0.0.0', targetIp: isForStack ? own : other.ip });
    default:
      return kind satisfies never;
  }
}
