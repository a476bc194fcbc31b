import type { Mac } from '../wire/index.ts';

/** MAC addresses of one address that are told apart; more are as telling as these. */
const MACS_MAX = 8;
const LONG_AGO = Number.NEGATIVE_INFINITY;

/** What a capture has shown of one IPv4 address in one VLAN. Times are nanoseconds since the first packet. */
export class AddressState {
  /** Who claimed it last, and in which frame. */
  mac: Mac | undefined = undefined;
  frame = 0;
  time = LONG_AGO;
  interfaceId = 0;
  device = 0;
  /** Who claimed it before that one, and the last frame that did. */
  formerMac: Mac | undefined = undefined;
  formerFrame = 0;
  readonly macs: Mac[] = [];
  /** The last request for it, and who has answered that one. */
  askedFrame = 0;
  askedTime = LONG_AGO;
  answerer: Mac | undefined = undefined;
  answerFrame = 0;
  /** Who probed for it last (RFC 5227), how often in a row, and when the row began. */
  prober: Mac | undefined = undefined;
  probeFrame = 0;
  probeTime = LONG_AGO;
  probesBegun = LONG_AGO;
  probes = 0;
  announcer: Mac | undefined = undefined;
  announcementFrame = 0;
  announcementTime = LONG_AGO;

  /** Notes one more who claims it. */
  meet(mac: Mac): void {
    if (this.macs.length < MACS_MAX && !this.macs.includes(mac)) this.macs.push(mac);
  }
}
