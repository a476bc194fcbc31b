import { InvalidArgumentError } from 'commander';
import type { Wanted } from '../runner/finding.ts';

/** `merge-from-third-party-request+arpreply`: a mechanism and circumstances, for an option of commander. */
export function parseMechanism(text: string): Wanted {
  const [mechanism = '', ...circumstances] = text.split('+');
  if ([mechanism, ...circumstances].every((each) => /^[a-z0-9-]+$/.test(each))) return { mechanism, circumstances };
  throw new InvalidArgumentError(
    'Give the name of a mechanism, and circumstances behind a plus: gratuitous+migration.',
  );
}
