import { type Availability, StackStartError } from '../../stack.ts';
import { parseStackSpec } from '../../stack-spec.ts';
import { kernel } from '../kernel.ts';
import { missingTool } from './rule-tools.ts';

/** Whether racks can be made on this kernel, and given these lines of rules; found out without making any. */
export function racksAvailable(lines: readonly string[]): Availability {
  const stack = kernel.check(parseStackSpec('kernel'));
  if (!stack.available) return stack;
  try {
    const missing = missingTool(lines);
    return missing === undefined ? stack : { available: false, ...missing };
  } catch (error) {
    if (!(error instanceof StackStartError)) throw error;
    return { available: false, missing: error.message, remedy: 'take the line out' };
  }
}
