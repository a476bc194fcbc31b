import type { Property } from '../../src/monitor/index.ts';
import { asksForUnknownNeighbours, noPeriodicBroadcast } from './asking.ts';
import { bindingIsTheSenderHardwareAddress, changesOnlyTheSender, noEntryFromThirdParties } from './cache-changes.ts';
import { packetsFollowAClaim, packetsGoToTheNewestClaim } from './delivery.ts';
import { foreignHardwareTypeIsIgnored, foreignProtocolTypeIsIgnored, framesForOthersAreIgnored } from './ignored.ts';
import {
  learnsFromRequests,
  learnsFromUnsolicitedReplies,
  mergesThirdPartyClaims,
  mergesUnknownOperations,
  repliesResolve,
  updatesFromReplies,
  updatesFromRequests,
} from './learning.ts';
import { answersOnce, answersOnlyForOwnAddresses, answersRequests } from './replies.ts';
import { replyGoesToTheSender, replyNamesTheAskedAddress, replyNamesTheAsker } from './reply-fields.ts';
import { firstRequestIsBroadcast, knownNeighboursAreNotAskedFor } from './requesting.ts';
import { sendsOwnHardwareAddress, sendsOwnProtocolAddress, sendsWellFormedPackets } from './sending.ts';
import { repliesAreNotAnswered, unknownOperationsAreNotAnswered } from './unanswered.ts';

/** What RFC 826 says, section by section: answering, learning, asking, sending. */
export const rfc826: readonly Property[] = [
  answersRequests,
  answersOnce,
  answersOnlyForOwnAddresses,
  replyNamesTheAskedAddress,
  replyNamesTheAsker,
  replyGoesToTheSender,
  repliesAreNotAnswered,
  unknownOperationsAreNotAnswered,
  foreignHardwareTypeIsIgnored,
  foreignProtocolTypeIsIgnored,
  framesForOthersAreIgnored,
  learnsFromRequests,
  updatesFromRequests,
  updatesFromReplies,
  mergesThirdPartyClaims,
  repliesResolve,
  learnsFromUnsolicitedReplies,
  mergesUnknownOperations,
  noEntryFromThirdParties,
  bindingIsTheSenderHardwareAddress,
  changesOnlyTheSender,
  sendsOwnHardwareAddress,
  sendsOwnProtocolAddress,
  sendsWellFormedPackets,
  firstRequestIsBroadcast,
  knownNeighboursAreNotAskedFor,
  asksForUnknownNeighbours,
  noPeriodicBroadcast,
  packetsFollowAClaim,
  packetsGoToTheNewestClaim,
];
