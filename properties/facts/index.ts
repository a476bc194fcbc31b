import { answering } from './answering.ts';
import type { Fact } from './fact.ts';
import { keeping } from './keeping.ts';
import { learning } from './learning.ts';
import { resolving } from './resolving.ts';

/** What is recorded of stacks: questions that no document settles, answered by what they did. */
export const facts: readonly Fact[] = [...answering, ...learning, ...resolving, ...keeping];
