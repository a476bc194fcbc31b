import type { Property } from '../../src/monitor/index.ts';
import { announcementsAreBroadcast, answersProbes, repliesAreUnicast } from './answering.ts';
import { ownAddressIsNeverLearned, probesTeachNothing } from './cache.ts';
import { announcementsUpdateEntries, broadcastRepliesResolve } from './receiving.ts';

/** What RFC 5227 says to a host that has its address: probes, announcements, conflicts. */
export const rfc5227: readonly Property[] = [
  answersProbes,
  repliesAreUnicast,
  announcementsAreBroadcast,
  broadcastRepliesResolve,
  announcementsUpdateEntries,
  ownAddressIsNeverLearned,
  probesTeachNothing,
];
