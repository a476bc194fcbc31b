import type { ArpStack, StackConfig, StackEnvironment } from '../../src/model/index.ts';
import type { Origin } from './origin.ts';

/**
 * Where a mutant lives: alone with a tester, in every machine of a rack, or in each of a few hosts, for long or
 * briefly; alone with a tester, told to configure addresses with conflict detection, or to choose a link-local one; one of
 * a few hosts that want, or have, the same address; or one of a few that choose one, have two interfaces, or are routers.
 */
export type Scene = 'stack' | 'rack' | 'plain' | 'brief' | 'detection' | 'rivals' | 'link-local' | 'neighbourhood';

/** A stack with one thing wrong, and the property that has to notice. */
export interface Mutant {
  /** What is wrong, as a slug. */
  readonly name: string;
  /** Ids of the properties that have to notice; others may, too. */
  readonly killedBy: readonly [string, ...string[]];
  /** What it is a mutant of, and judged by; `rfc826-strict` if absent. */
  readonly profile?: 'rfc826-strict' | 'linux' | 'host-5227';
  /** `stack` if absent. */
  readonly scene?: Scene;
  /** Whose bug it is, if a real stack was shipped with it. */
  readonly origin?: Origin;
  /** The sweep that has to find it, in place of drawn cases, which hardly ever do. */
  readonly sweep?: string;
  readonly stack: new (config: StackConfig, environment: StackEnvironment) => ArpStack;
}
