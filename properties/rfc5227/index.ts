import type { Property } from '../../src/monitor/index.ts';
import { answersFromTheFirstAnnouncement, noRoutineAnnouncements } from './announcing.ts';
import { announcementsAreBroadcast, answersProbes, repliesAreUnicast } from './answering.ts';
import { attemptsAreLimited } from './attempts.ts';
import { ownAddressIsNeverLearned, probesTeachNothing } from './cache.ts';
import {
  claimsEndTheTest,
  conflictIsTold,
  hardwareAddressInThePacketDecides,
  simultaneousProbesConflict,
  testIncludesTheFirstWait,
  testLastsUntilTheAnnouncement,
} from './challenges.ts';
import {
  conflictsAreNotIgnored,
  conflictsCountWhileAnnouncing,
  defencesAreTenSecondsApart,
  defendedAddressIsKept,
  detectionNeverEnds,
  firstConflictEndsTheUse,
  laterConflictIsDefendedAgain,
  oneConflictIsDefended,
  secondConflictEndsTheUse,
} from './defence.ts';
import {
  misfitsAreNoConflict,
  misfitsDoNotEndTheTest,
  otherAddressesAreUntouched,
  ownPacketsAreNoConflict,
  ownProbesDoNotEndTheTest,
  questionsAreNoConflict,
  questionsDoNotEndTheTest,
  unchallengedAddressIsAnnounced,
} from './no-conflict.ts';
import {
  noProbesOutsideATest,
  probesAreBroadcastRequests,
  probesAskForTheCandidate,
  probesHaveNoSenderAddress,
  probesHaveNoTargetHardwareAddress,
  removalEndsTheTest,
} from './probes.ts';
import { announcementsUpdateEntries, broadcastRepliesResolve } from './receiving.ts';
import { linkLossRestartsTheTest, linkUpTestsAgain, noAnswersWhileTesting, noUseBeforeTheTestEnds } from './testing.ts';
import {
  announcementsAreTwoSecondsApart,
  announcesTwice,
  firstProbeComesWithinASecond,
  probesAreOneToTwoSecondsApart,
  probesThreeTimes,
  waitsBeforeAnnouncing,
} from './timetable.ts';

/** What RFC 5227 says to a host that has its address, and to one that wants one: probes, announcements, conflicts. */
export const rfc5227: readonly Property[] = [
  answersProbes,
  repliesAreUnicast,
  announcementsAreBroadcast,
  broadcastRepliesResolve,
  announcementsUpdateEntries,
  ownAddressIsNeverLearned,
  probesTeachNothing,
  noUseBeforeTheTestEnds,
  noAnswersWhileTesting,
  probesAreBroadcastRequests,
  probesHaveNoSenderAddress,
  probesHaveNoTargetHardwareAddress,
  probesAskForTheCandidate,
  noProbesOutsideATest,
  removalEndsTheTest,
  firstProbeComesWithinASecond,
  probesThreeTimes,
  probesAreOneToTwoSecondsApart,
  waitsBeforeAnnouncing,
  linkUpTestsAgain,
  linkLossRestartsTheTest,
  claimsEndTheTest,
  testIncludesTheFirstWait,
  testLastsUntilTheAnnouncement,
  hardwareAddressInThePacketDecides,
  simultaneousProbesConflict,
  conflictIsTold,
  questionsDoNotEndTheTest,
  ownProbesDoNotEndTheTest,
  misfitsDoNotEndTheTest,
  unchallengedAddressIsAnnounced,
  attemptsAreLimited,
  announcesTwice,
  announcementsAreTwoSecondsApart,
  answersFromTheFirstAnnouncement,
  noRoutineAnnouncements,
  conflictsAreNotIgnored,
  conflictsCountWhileAnnouncing,
  detectionNeverEnds,
  firstConflictEndsTheUse,
  oneConflictIsDefended,
  secondConflictEndsTheUse,
  laterConflictIsDefendedAgain,
  defendedAddressIsKept,
  defencesAreTenSecondsApart,
  questionsAreNoConflict,
  ownPacketsAreNoConflict,
  misfitsAreNoConflict,
  otherAddressesAreUntouched,
];
