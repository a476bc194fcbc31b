import { HONEST_KINDS, type StepKind } from '../../scenario/arbitraries/rack-steps.ts';

/** What happens in a rack while a mitigation is in place. */
export interface Traffic {
  readonly id: 'honest' | 'migration' | 'reboots' | 'spoofing' | 'one-without';
  readonly words: string;
  readonly kinds: readonly StepKind[];
}

/** Nobody lies, nobody moves. */
export const HONEST: Traffic = { id: 'honest', words: 'honest traffic', kinds: HONEST_KINDS };

/** Honest traffic, and one thing that goes wrong. */
export const ADVERSE: readonly Traffic[] = [
  { id: 'migration', words: 'guests migrate', kinds: [...HONEST_KINDS, 'migrate'] },
  { id: 'reboots', words: 'hosts and guests reboot', kinds: [...HONEST_KINDS, 'reboot'] },
  { id: 'spoofing', words: 'a guest spoofs', kinds: [...HONEST_KINDS, 'arp'] },
  { id: 'one-without', words: 'one host of the rack goes without', kinds: HONEST_KINDS },
];
