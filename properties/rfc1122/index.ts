import type { Property } from '../../src/monitor/index.ts';
import { groupAddressesAreNotResolved, loopbackStaysInside } from './addresses.ts';
import { silentNeighboursAreForgotten } from './expiry.ts';
import { trafficForGroupsIsNotAskedFor, trafficForLoopbackStaysInside } from './own-traffic.ts';
import {
  keepsTheLatestPacket,
  keptPacketsGoOutInOrder,
  keptPacketsGoOutOnce,
  keptPacketsWaitForTheirNeighbour,
} from './queue.ts';
import { noRequestFlood, oneRequestASecond } from './rate.ts';
import { asksForNextHopsOnly, claimsChangeNoRoute } from './routes.ts';

/** What RFC 1122 adds to RFC 826 for every host. */
export const rfc1122: readonly Property[] = [
  noRequestFlood,
  oneRequestASecond,
  keepsTheLatestPacket,
  keptPacketsGoOutOnce,
  keptPacketsGoOutInOrder,
  keptPacketsWaitForTheirNeighbour,
  silentNeighboursAreForgotten,
  groupAddressesAreNotResolved,
  loopbackStaysInside,
  trafficForGroupsIsNotAskedFor,
  trafficForLoopbackStaysInside,
  asksForNextHopsOnly,
  claimsChangeNoRoute,
];
