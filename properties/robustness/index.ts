import type { Property } from '../../src/monitor/index.ts';
import {
  taggedFramesAreIgnored,
  trailingBytesAreNotEchoed,
  truncatedPacketsAreIgnored,
  wrongAddressLengthsAreIgnored,
} from './malformed.ts';
import { staticEntriesNeverChange } from './static-entries.ts';
import { answersAfterAnything } from './staying-alive.ts';

/** What no document spells out, and every stack that shipped without it was broken by. */
export const robustness: readonly Property[] = [
  truncatedPacketsAreIgnored,
  wrongAddressLengthsAreIgnored,
  taggedFramesAreIgnored,
  trailingBytesAreNotEchoed,
  staticEntriesNeverChange,
  answersAfterAnything,
];
