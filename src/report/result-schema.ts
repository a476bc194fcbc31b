import { z } from 'zod';

/** Version of the result format. Keys may be added within a version; none is renamed, dropped or given another meaning. */
export const RESULT_VERSION = 1;

const count = z.number().int().min(0);
const level = z.enum(['MUST', 'SHOULD', 'PRACTICE']);

const violation = z.strictObject({
  case: z.string().describe('The case file, relative to the folder of --out.'),
  capture: z.string().describe('The pcapng capture, relative to the folder of --out.'),
  message: z.string().describe('What was expected and what was received.'),
  mechanism: z.string().describe('How it came about.'),
  circumstances: z.array(z.string()).describe('What else marks the case.'),
  expected: z.boolean().describe('It is a known deviation of the stack.'),
  run: count.describe('Number of the case that showed it, from 1.'),
  steps: count.describe('Steps of the case as it was written.'),
  minimal: z.boolean().describe('It could not be made smaller; false if shrinking was interrupted.'),
});

const property = z.strictObject({
  id: z.string(),
  level,
  verdict: z.enum(['held', 'violated', 'vacuous', 'inconclusive', 'unsupported']),
  exercised: count.describe('How often what it speaks of happened.'),
  exercisedCases: count.describe('Cases in which it happened.'),
  violatedCases: count.describe('Cases in which it was violated.'),
  reason: z.string().describe('Why it is inconclusive.').exactOptional(),
  violations: z.array(violation).describe('One for each mechanism.'),
});

/** The result of a campaign (`--json FILE`). The same seed gives the same bytes, `seconds` excepted. */
export const resultSchema = z
  .strictObject({
    version: z.literal(RESULT_VERSION).describe('Version of this format.'),
    arpcheck: z.string().describe('Version of arpcheck.'),
    seed: z.number().int(),
    shard: z.string().describe('Which shard of which seed it was, if it was one.').exactOptional(),
    stack: z.string(),
    profile: z.string().describe('Profile of the stacks; "mixed" if every rack has its own.'),
    seconds: z
      .number()
      .min(0)
      .describe('How long it took. All else is the same for the same seed and number of cases.'),
    cases: count,
    frames: count,
    ended: z.enum(['found', 'runs', 'time', 'interrupted', 'failed']),
    exitCode: z.number().int().min(0),
    properties: z.array(property),
  })
  .meta({ title: 'arpcheck result' });

/** What `--json` writes. */
export type Result = z.infer<typeof resultSchema>;
export type ResultProperty = z.infer<typeof property>;
export type ResultViolation = z.infer<typeof violation>;
