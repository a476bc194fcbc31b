import type { Mac } from '../../wire/index.ts';
import type { MatchSubject, RuleMatch } from './rule.ts';

const HALF = 0x100_0000;
const FULL_MAC = 0xffff_ffff_ffff;

/**
 * A match with its pattern as plain numbers: one shape for all kinds, so that the loop over matches stays monomorphic.
 *
 * MAC addresses have 48 bits and masks are for 32, so a masked address is compared in two halves of 24.
 */
export class CompiledMatch {
  readonly subject: MatchSubject;
  readonly negated: boolean;
  /** The number, the IPv4 address, or the MAC address. */
  readonly value: number;
  /** The mask of a number or an IPv4 address. */
  readonly mask: number;
  readonly exactMac: boolean;
  readonly highMask: number;
  readonly lowMask: number;
  readonly name: string;
  readonly wildcard: boolean;

  constructor({ subject, negated, pattern }: RuleMatch) {
    const mac = pattern.kind === 'mac';
    const named = pattern.kind === 'interface';
    this.subject = subject;
    this.negated = negated;
    this.value = mac
      ? pattern.mac
      : pattern.kind === 'ipv4'
        ? pattern.address
        : pattern.kind === 'number'
          ? pattern.value
          : 0;
    this.mask = pattern.kind === 'ipv4' || pattern.kind === 'number' ? pattern.mask : 0;
    this.exactMac = mac && pattern.mask === FULL_MAC;
    this.highMask = mac ? Math.floor(pattern.mask / HALF) : 0;
    this.lowMask = mac ? pattern.mask % HALF : 0;
    this.name = named ? pattern.name : '';
    this.wildcard = named && pattern.wildcard;
  }

  isNumber(field: number): boolean {
    return ((field & this.mask) >>> 0 === this.value) !== this.negated;
  }

  isMac(field: Mac): boolean {
    if (this.exactMac) return (field === this.value) !== this.negated;
    const high = (Math.floor(field / HALF) & this.highMask) * HALF;
    return (high + ((field % HALF) & this.lowMask) === this.value) !== this.negated;
  }

  isInterface(field: string | undefined): boolean {
    const name = field ?? '';
    return (this.wildcard ? name.startsWith(this.name) : name === this.name) !== this.negated;
  }
}
