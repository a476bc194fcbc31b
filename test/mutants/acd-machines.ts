import {
  ConflictDetection,
  type DetectionState,
  HOST_5227,
  type IsOwnMac,
  ReferenceStack,
  RFC5227_TIMING,
  type StackConfig,
  type StackEnvironment,
  type Transition,
} from '../../src/model/index.ts';
import type { ArpView } from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** Nanoseconds. */
export const SECOND = 1_000_000_000;

type Stack = Mutant['stack'];

/** The reference stack of a host that defends every address that it has. */
export class DefendingStack extends ReferenceStack {
  constructor(config: StackConfig, environment: StackEnvironment) {
    super(config, environment, HOST_5227);
  }
}

/** The reference stack with another machine. */
export function withMachine(
  Machine: new () => ConflictDetection,
  Base: new (config: StackConfig, environment: StackEnvironment) => ReferenceStack = ReferenceStack,
): Stack {
  return class extends Base {
    protected override conflictDetection(): ConflictDetection {
      return new Machine();
    }
  };
}

/** With other constants. */
export function withTiming(timing: Partial<typeof RFC5227_TIMING>): Stack {
  return class extends ReferenceStack {
    protected override conflictDetection(): ConflictDetection {
      return new ConflictDetection({ ...RFC5227_TIMING, ...timing });
    }
  };
}

/** Whether a packet is a conflict; `byTheBook` is what RFC 5227 says. */
type IsTaken = (byTheBook: boolean, state: DetectionState, arp: ArpView, isOwn: IsOwnMac) => boolean;

/** With another notion of what ends a test. */
export function withTaken(
  isTaken: IsTaken,
  Base: new (config: StackConfig, environment: StackEnvironment) => ReferenceStack = ReferenceStack,
): Stack {
  return withMachine(
    class extends ConflictDetection {
      protected override isTaken(state: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
        return isTaken(super.isTaken(state, arp, isOwn), state, arp, isOwn);
      }
    },
    Base,
  );
}

/** With another notion of a claim to an address in use. */
export function withConflict(isConflict: IsTaken): Stack {
  return withMachine(
    class extends ConflictDetection {
      protected override isConflict(state: DetectionState, arp: ArpView, isOwn: IsOwnMac): boolean {
        return isConflict(super.isConflict(state, arp, isOwn), state, arp, isOwn);
      }
    },
  );
}

/** With another policy than it was told. */
export function withPolicy(policyOf: (state: DetectionState) => DetectionState['policy']): Stack {
  return withMachine(
    class extends ConflictDetection {
      protected override meetConflict(state: DetectionState, now: number): Transition {
        const policy = policyOf(state);
        return super.meetConflict({ ...state, policy }, now);
      }
    },
  );
}
