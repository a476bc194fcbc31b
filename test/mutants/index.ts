import { acd } from './acd.ts';
import { answering } from './answering.ts';
import { asking } from './asking.ts';
import { checking } from './checking.ts';
import { comparing } from './comparing.ts';
import { framing } from './framing.ts';
import { learning } from './learning.ts';
import { linkLocal } from './link-local.ts';
import { linux } from './linux.ts';
import type { Mutant } from './mutant.ts';
import { queueing } from './queueing.ts';
import { racks } from './racks.ts';
import { senders } from './senders.ts';
import { shipped } from './shipped.ts';

/** Mutants that show what is wrong with them to a tester alone. */
export const LONE_MUTANTS: readonly Mutant[] = [
  ...answering,
  ...checking,
  ...comparing,
  ...learning,
  ...asking,
  ...queueing,
  ...linux,
  ...shipped,
  ...senders,
  ...framing,
];

/** Every mutant; a property without one that it kills could never fail. */
export const MUTANTS: readonly Mutant[] = [...LONE_MUTANTS, ...acd, ...linkLocal, ...racks];
