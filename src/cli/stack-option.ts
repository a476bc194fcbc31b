import { InvalidArgumentError } from 'commander';
import { PROFILES } from '../model/profile.ts';

/** A stack under test, as `--stack` names it. */
export interface StackOption {
  /** `reference:linux` */
  readonly label: string;
  /** Undefined if the name leaves it open. */
  readonly profile: string | undefined;
}

/** The stacks that are there: `reference`, `reference:PROFILE`. */
export function parseStack(text: string): StackOption {
  const [kind, profile, ...rest] = text.split(':');
  if (kind === 'reference' && rest.length === 0 && (profile === undefined || PROFILES.has(profile))) {
    return { label: text, profile };
  }
  const known = ['reference', ...[...PROFILES.keys()].map((name) => `reference:${name}`)];
  throw new InvalidArgumentError(`Only the reference stacks are there so far: ${known.join(', ')}.`);
}
