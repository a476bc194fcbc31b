import { acdConflicts } from './acd-conflicts.ts';
import { acdDefence } from './acd-defence.ts';
import { acdProbing } from './acd-probing.ts';
import type { Mutant } from './mutant.ts';

/** Address conflict detection (RFC 5227). */
export const acd: readonly Mutant[] = [...acdProbing, ...acdConflicts, ...acdDefence];
