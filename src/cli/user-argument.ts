import { InvalidArgumentError } from 'commander';
import { UsageError } from '../runner/usage-error.ts';

/** A parser for an option of commander, which says of what the user got wrong in which option it stands. */
export function userArgument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
