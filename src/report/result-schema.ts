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
  shard: z.string().describe('Of merge: the shard that found it, into whose folder the paths lead.').exactOptional(),
  run: count.describe('Number of the case that showed it, from 1.'),
  steps: count.describe('Steps of the case as it was written.'),
  minimal: z.boolean().describe('It could not be made smaller; false if shrinking was interrupted.'),
});

const deviation = z.strictObject({
  property: z.string().describe('Id of the property.'),
  mechanism: z.string().describe('Only violations that come about like this; any if absent.').exactOptional(),
  reason: z.string().describe('What the stack does instead, and why.'),
  source: z.string().describe('Where it can be read or was seen.'),
  case: z
    .string()
    .describe('The stored case that shows it, below traces/stacks/, without ending; empty if there is none.'),
});

const notSeen = deviation.extend({
  because: z.enum(['vacuous', 'inconclusive', 'unsupported', 'not-replayed']).describe('Why that says nothing.'),
});

const property = z.strictObject({
  id: z.string(),
  level,
  verdict: z.enum(['held', 'violated', 'vacuous', 'inconclusive', 'unsupported']),
  exercised: count.describe('How often what it speaks of happened.'),
  exercisedCases: count.describe('Cases in which it happened.'),
  violatedCases: count.describe('Cases in which it was violated.'),
  reason: z
    .string()
    .describe('Why it is inconclusive; of conform, also why it is vacuous or unsupported.')
    .exactOptional(),
  shown: z
    .enum(['held', 'violated', 'expected', 'gone', 'vacuous', 'inconclusive', 'unsupported'])
    .describe(
      'Of conform: the verdict in the light of known deviations. "expected": violated in known ways only; "gone": one of them no longer shows.',
    )
    .exactOptional(),
  deviations: z.array(deviation).describe('Of conform: known deviations that showed.').exactOptional(),
  violations: z.array(violation).describe('One for each mechanism. Of conform: those that were written as cases.'),
});

const swept = z.strictObject({
  sweep: z.string().describe('Name of the sweep, and of what is counted.'),
  judged: count.describe('Stimuli that the stack got, and that were judged.'),
  size: count.describe('How many there are.'),
});

const fact = z.strictObject({
  id: z.string(),
  question: z.string(),
  rows: z.array(z.string()).describe('Rows of the requirements catalogue that it answers.'),
  answers: z
    .array(
      z.strictObject({
        answer: z.string(),
        times: count.describe('How often it was seen.'),
        frames: z.array(z.string()).describe('What showed it the first time.'),
      }),
    )
    .describe('The most frequent one first; empty if it was not seen.'),
});

/** The result of a campaign (`--json FILE`). The same seed gives the same bytes, `seconds` excepted. */
export const resultSchema = z
  .strictObject({
    version: z.literal(RESULT_VERSION).describe('Version of this format.'),
    arpcheck: z.string().describe('Version of arpcheck.'),
    seed: z.number().int(),
    shard: z.string().describe('Which shard of which seed it was, if it was one.').exactOptional(),
    shards: count.describe('Of merge: how many shards it is made of.').exactOptional(),
    stack: z.string(),
    stackVersion: z.string().describe('Of conform: name and version of the stack as it ran.').exactOptional(),
    profile: z.string().describe('Profile of the stacks; "mixed" if every rack has its own.'),
    strict: z.literal(true).describe('SHOULDs and practices counted like MUSTs.').exactOptional(),
    seconds: z
      .number()
      .min(0)
      .describe('How long it took. All else is the same for the same seed and number of cases.'),
    cases: count,
    frames: count,
    ended: z.enum(['found', 'runs', 'time', 'interrupted', 'failed']),
    exitCode: z.number().int().min(0),
    properties: z.array(property),
    sweeps: z.array(swept).describe('Of conform: what was counted instead of drawn.').exactOptional(),
    facts: z
      .array(fact)
      .describe('Of conform with --facts: what the stack does where no document demands one thing.')
      .exactOptional(),
    expectationsGone: z
      .array(deviation)
      .describe('Of conform: known deviations that no longer show, though what they are about happened.')
      .exactOptional(),
    expectationsNotSeen: z
      .array(notSeen)
      .describe('Of conform: known deviations that did not show, which says nothing.')
      .exactOptional(),
  })
  .meta({ title: 'arpcheck result' });

/** What `--json` writes. */
export type Result = z.infer<typeof resultSchema>;
export type ResultProperty = z.infer<typeof property>;
export type ResultViolation = z.infer<typeof violation>;
export type ResultDeviation = z.infer<typeof deviation>;
