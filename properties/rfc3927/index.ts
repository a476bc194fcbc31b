import type { Property } from '../../src/monitor/index.ts';
import { choicesAreAnnouncedTwice, repliesAreBroadcast, requestsAreBroadcast } from './announcing.ts';
import {
  choicesAreInRange,
  choicesAreSpread,
  hostsChooseDifferently,
  newChoiceIsAnother,
  restartsTryTheSameAddress,
} from './choosing.ts';
import { conflictsAreNotIgnored, routableAddressEndsItsUse, secondConflictMakesItChooseAnew } from './defending.ts';
import { answersForItselfAlone, linkLocalPacketsAreNotForwarded } from './routers.ts';
import {
  linkLocalDestinationsAreAskedFor,
  linkLocalPeersHearTheLinkLocalAddress,
  linkLocalSendersAskForEverything,
  routableSourceIsPreferred,
  routersGetNoLinkLocalPackets,
} from './sending.ts';
import {
  choicesAreLimited,
  choicesAreTestedFirst,
  claimsMakeItChooseAnew,
  everyInterfaceTestsItsOwn,
  noRoutineTests,
  probesMakeItChooseAnew,
} from './testing.ts';

/** What RFC 3927 says to one host that chooses a link-local address, and to one that meets some. */
export const rfc3927: readonly Property[] = [
  choicesAreInRange,
  choicesAreSpread,
  newChoiceIsAnother,
  restartsTryTheSameAddress,
  choicesAreTestedFirst,
  claimsMakeItChooseAnew,
  probesMakeItChooseAnew,
  choicesAreLimited,
  noRoutineTests,
  choicesAreAnnouncedTwice,
  repliesAreBroadcast,
  requestsAreBroadcast,
  conflictsAreNotIgnored,
  secondConflictMakesItChooseAnew,
  routableAddressEndsItsUse,
  routableSourceIsPreferred,
  linkLocalPeersHearTheLinkLocalAddress,
  linkLocalDestinationsAreAskedFor,
  linkLocalSendersAskForEverything,
  routersGetNoLinkLocalPackets,
  answersForItselfAlone,
];

/** What it says of several hosts, or of hosts with several interfaces. */
export const linkLocalNetworks: readonly Property[] = [
  hostsChooseDifferently,
  everyInterfaceTestsItsOwn,
  linkLocalPacketsAreNotForwarded,
];
