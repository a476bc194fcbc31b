import {
  ARP_REPLY,
  ARP_REQUEST,
  type Ipv4,
  MAC_BROADCAST,
  MAC_ZERO,
  type Mac,
  writeArp,
  writeEthernet,
  writeIpv4,
} from '../../src/wire/index.ts';

/** Machines that talk. */
const STATIONS = 1000;
const NETWORK = 0x0a00_0000;
const FIRST_MAC = 0x0200_0000_0000;
/** Frames are made in place: the writer copies them. */
const SHORT = new Uint8Array(60);
const LONG = new Uint8Array(1514);

/** Numbers that look random and are the same every time (Numerical Recipes, section 7.1). */
export class Numbers {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 0x1_0000_0000) * limit);
  }
}

/** A request or a reply between two of the stations, padded to 60 octets. */
export function arpFrame(numbers: Numbers): Uint8Array {
  const [one, other] = [numbers.below(STATIONS), numbers.below(STATIONS)];
  const isReply = numbers.below(2) === 0;
  const [senderMac, targetMac] = [FIRST_MAC + one, FIRST_MAC + other] as [Mac, Mac];
  writeEthernet(SHORT, isReply ? targetMac : MAC_BROADCAST, senderMac, 0x0806);
  writeArp(SHORT, 14, {
    operation: isReply ? ARP_REPLY : ARP_REQUEST,
    senderMac,
    senderIp: (NETWORK + one) as Ipv4,
    targetMac: isReply ? targetMac : MAC_ZERO,
    targetIp: (NETWORK + other) as Ipv4,
  });
  return SHORT;
}

/** A segment of TCP between two of the stations: every second one nearly empty, the others nearly full. */
export function ipFrame(numbers: Numbers): Uint8Array {
  const [one, other] = [numbers.below(STATIONS), numbers.below(STATIONS)];
  const length = numbers.below(2) === 0 ? 60 + numbers.below(60) : 1000 + numbers.below(514);
  writeEthernet(LONG, (FIRST_MAC + other) as Mac, (FIRST_MAC + one) as Mac, 0x0800);
  LONG.set([0x45, 0, (length - 14) >> 8, (length - 14) & 255, 0, 0, 0, 0, 64, 6], 14);
  writeIpv4(LONG, 26, (NETWORK + one) as Ipv4);
  writeIpv4(LONG, 30, (NETWORK + other) as Ipv4);
  LONG.set([0x50, 0x10], 46);
  return LONG.subarray(0, length);
}
