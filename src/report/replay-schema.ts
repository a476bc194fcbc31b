import { z } from 'zod';

export const REPLAY_VERSION = 1;

const replayed = z.strictObject({
  case: z.string().describe('The file as it was named.'),
  property: z.string(),
  outcome: z.enum(['failed', 'fixed', 'flaky', 'inconclusive']),
  verdict: z.enum(['held', 'violated', 'vacuous', 'inconclusive', 'unsupported']),
  exercised: z.number().int().min(0),
  mechanism: z.string().exactOptional(),
  message: z.string().describe('What was expected and what was received, or why it is inconclusive.').exactOptional(),
  written: z.string().describe('Where the case was written again.').exactOptional(),
});

/** The result of `arpcheck replay --json FILE`. */
export const replaySchema = z
  .strictObject({
    version: z.literal(REPLAY_VERSION).describe('Version of this format.'),
    arpcheck: z.string().describe('Version of arpcheck.'),
    exitCode: z.number().int().min(0),
    cases: z.array(replayed),
  })
  .meta({ title: 'arpcheck replay result' });

export type ReplayResult = z.infer<typeof replaySchema>;
export type ReplayedCase = z.infer<typeof replayed>;
