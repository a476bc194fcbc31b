import type { Property } from '../../src/monitor/index.ts';
import { otherFramesAreNotArp, sendsEthernetFrames } from './framing.ts';
import {
  taggedFramesAreIgnored,
  trailingBytesAreNotEchoed,
  truncatedPacketsAreIgnored,
  wrongAddressLengthsAreIgnored,
} from './malformed.ts';
import { emptyAddressesAreNotBelieved, nobodysAddressesAreNotLearned } from './odd-senders.ts';
import { ownPacketsCauseNoStorm } from './own-packets.ts';
import { staticEntriesNeverChange } from './static-entries.ts';
import { answersAfterAnything } from './staying-alive.ts';
import { unarpMakesNoEntry } from './unarp.ts';

/** What no document spells out, and every stack that shipped without it was broken by. */
export const robustness: readonly Property[] = [
  truncatedPacketsAreIgnored,
  wrongAddressLengthsAreIgnored,
  taggedFramesAreIgnored,
  trailingBytesAreNotEchoed,
  staticEntriesNeverChange,
  answersAfterAnything,
  otherFramesAreNotArp,
  sendsEthernetFrames,
  unarpMakesNoEntry,
  nobodysAddressesAreNotLearned,
  emptyAddressesAreNotBelieved,
  ownPacketsCauseNoStorm,
];
