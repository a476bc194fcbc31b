import type { Subject } from '../arbitraries/subject.ts';
import { announcements } from './announcements.ts';
import { framings } from './framings.ts';
import {
  addressLengths,
  addressWidths,
  etherTypes,
  hardwareTypes,
  operations,
  protocolTypes,
} from './header-fields.ts';
import { likenesses } from './likenesses.ts';
import { orders } from './orders.ts';
import { regressions } from './regressions.ts';
import { specialFields } from './special-fields.ts';
import type { Sweep } from './sweep.ts';
import { truncations } from './truncation.ts';

/** All sweeps of a stack: what others were shipped with, and then the short ones first. */
export function sweepsOf(subject: Subject): readonly Sweep[] {
  return [
    regressions,
    truncations,
    likenesses,
    announcements,
    framings,
    specialFields,
    addressWidths,
    orders,
    operations,
    hardwareTypes,
    protocolTypes,
    addressLengths,
    etherTypes,
  ].map((make) => make(subject));
}
