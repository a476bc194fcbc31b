import { z } from 'zod';
import { RESULT_VERSION, resultSchema } from './result-schema.ts';

/** Several stacks, judged by the same cases as far as their profiles allow. */
export const sideBySideSchema = z.strictObject({
  version: z.literal(RESULT_VERSION).describe('Version of this format.'),
  arpcheck: z.string().describe('Version of arpcheck.'),
  seed: z.number().int(),
  stacks: z.array(resultSchema).describe('One for each stack, in the order of the command line.'),
});

/** What `arpcheck conform --json FILE` writes: the result of one stack, or those of several. */
export const conformSchema = z.union([resultSchema, sideBySideSchema]).meta({ title: 'arpcheck conform result' });
