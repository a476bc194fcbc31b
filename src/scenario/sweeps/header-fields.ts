import { ETHERTYPE_ARP, HARDWARE_ETHERNET, HARDWARE_IEEE802, PROTOCOL_IPV4 } from '../../wire/index.ts';
import type { Subject } from '../arbitraries/subject.ts';
import type { Step } from '../step.ts';
import { frameOf, rawFrame, resized, type Station, Stimuli, stationAt, withOctets } from './stimuli.ts';
import type { Sweep } from './sweep.ts';

const VALUES_OF_16_BITS = 0x1_0000;
/** To make a stack ready costs as much as a dozen frames; a case of a hundred is over before anything disturbs it. */
const BATCH = 64;
/** So many packets are claims about one address until it is asked where that is. */
const ASK_EVERY = 8;
/** Consecutive values that slow stacks get, too: all that are assigned in any registry of ARP (RFC 5494), and some more. */
const LOW_VALUES = 64;
/** 0x0806 and 0x0101 are among what two octets up to this one make. */
const SMALL_OCTET = 8;

/** Values that a slow stack gets: what is assigned, every single bit, small octets in both places, and the ends. */
function isTelling(value: number): boolean {
  const isPowerOfTwo = (value & (value - 1)) === 0;
  const isOfSmallOctets = (value & 0xff) <= SMALL_OCTET && value >>> 8 <= SMALL_OCTET;
  return value < LOW_VALUES || isPowerOfTwo || isOfSmallOctets || value === 0x86dd || value >= VALUES_OF_16_BITS - 2;
}

/** Who the packets speak of: somebody whom the stack has never heard of, and somebody whom it knows. */
const STRANGER: Station = stationAt(0);
const KNOWN: Station = stationAt(1);
/** Claims the address of {@link KNOWN}; no packet that is good ARP ever does. */
const USURPER_MAC = stationAt(2).mac;
/** Whoever sends the one packet among them that is good ARP after all. */
const HONEST: Station = stationAt(3);
/** Asks last, as a sign of life. */
const LAST: Station = stationAt(4);

/** Every operation, for the stack's own address; every one from another hardware address than the one before. */
export function operations(subject: Subject): Sweep {
  const stimuli = new Stimuli(subject);
  return {
    name: 'operations',
    size: VALUES_OF_16_BITS,
    batch: BATCH,
    inSample: isTelling,
    before: [],
    stimulus: (operation) => {
      const claim = stimuli.request({ ip: STRANGER.ip, mac: stationAt(operation).mac }, { operation });
      return operation % ASK_EVERY === ASK_EVERY - 1 ? [claim, ...stimuli.ask(STRANGER.ip)] : [claim];
    },
    after: [...stimuli.ask(STRANGER.ip), stimuli.request(LAST)],
  };
}

/** Requests that are good but for what `alter` does to them, from a stranger or in the name of a known station. */
function misfits(
  subject: Subject,
  sweep: Pick<Sweep, 'name' | 'size' | 'inSample'>,
  alter: (frame: Uint8Array, index: number) => Uint8Array,
  isGood: (index: number) => boolean,
): Sweep {
  const stimuli = new Stimuli(subject);
  const fromStranger = stimuli.request(STRANGER);
  const fromUsurper = stimuli.request({ ip: KNOWN.ip, mac: USURPER_MAC });
  const honest = stimuli.request(HONEST);
  return {
    ...sweep,
    batch: BATCH,
    before: [stimuli.request(KNOWN)],
    stimulus: (index): readonly Step[] => {
      if (isGood(index)) return [rawFrame(alter(frameOf(honest), index))];
      return [rawFrame(alter(frameOf(fromStranger), index)), rawFrame(alter(frameOf(fromUsurper), index))];
    },
    after: [...stimuli.ask(STRANGER.ip), ...stimuli.ask(KNOWN.ip), stimuli.request(LAST)],
  };
}

/** Every hardware type. Type 6 is good ARP in the eyes of some profiles (C15). */
export function hardwareTypes(subject: Subject): Sweep {
  return misfits(
    subject,
    { name: 'hardware-types', size: VALUES_OF_16_BITS, inSample: isTelling },
    (frame, type) => withOctets(frame, 0, type >>> 8, type & 0xff),
    (type) => type === HARDWARE_ETHERNET || type === HARDWARE_IEEE802,
  );
}

/** Every protocol type. */
export function protocolTypes(subject: Subject): Sweep {
  return misfits(
    subject,
    { name: 'protocol-types', size: VALUES_OF_16_BITS, inSample: isTelling },
    (frame, type) => withOctets(frame, 2, type >>> 8, type & 0xff),
    (type) => type === PROTOCOL_IPV4,
  );
}

/** Every Ethernet type, and every length of IEEE 802.3, before what is good ARP behind another one. */
export function etherTypes(subject: Subject): Sweep {
  return misfits(
    subject,
    { name: 'ether-types', size: VALUES_OF_16_BITS, inSample: isTelling },
    (frame, type) => withOctets(frame, -2, type >>> 8, type & 0xff),
    (type) => type === ETHERTYPE_ARP,
  );
}

/** Every pair of address lengths, the hardware's in the upper octet, over fields that lie where Ethernet's do. */
export function addressLengths(subject: Subject): Sweep {
  const telling = [0, 1, 3, 4, 5, 6, 7, 8, 16, 20, 255];
  return misfits(
    subject,
    {
      name: 'address-lengths',
      size: VALUES_OF_16_BITS,
      inSample: (index) => telling.includes(index >>> 8) && telling.includes(index & 0xff),
    },
    (frame, lengths) => withOctets(frame, 4, lengths >>> 8, lengths & 0xff),
    (lengths) => lengths === 0x0604,
  );
}

/** Hardware addresses of up to so many octets, and protocol addresses of up to so many: EUI-64, IPv6, InfiniBand. */
const WIDEST = 20;

/**
 * Packets that are as long as their address lengths say, the hardware's being the quotient by {@link WIDEST} + 1: read
 * at Ethernet's offsets, they say what a good request says.
 */
export function addressWidths(subject: Subject): Sweep {
  const widths = WIDEST + 1;
  const lengthsOf = (index: number): readonly [number, number] => [Math.floor(index / widths), index % widths];
  return misfits(
    subject,
    { name: 'address-widths', size: widths * widths, inSample: (index) => index % 5 === 0 },
    (frame, index) => {
      const [hardware, protocol] = lengthsOf(index);
      const whole = resized(frame, 14 + 8 + 2 * (hardware + protocol), 0);
      return withOctets(whole, 4, hardware, protocol);
    },
    (index) => index === 6 * widths + 4,
  );
}
