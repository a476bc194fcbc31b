import { z } from 'zod';
import { PROFILES } from '../model/index.ts';
import { LIST_LIMITS } from './limits.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './step-schema.ts';

/** The newest version of case files that is understood. */
export const CASE_VERSION = 1;
export const CASE_KIND = 'arpcheck-case';

/** What was found when the case was written; the words are those of monitors. */
export type CaseVerdict = 'held' | 'violated' | 'vacuous' | 'inconclusive' | 'unsupported';

/** A scenario, and what was found when it ran: all that it takes to run it again and compare. */
export interface CaseFile {
  readonly version: 1;
  readonly kind: 'arpcheck-case';
  /** Id of the property that it is about. */
  readonly property: string;
  readonly mechanism?: string;
  readonly circumstances?: readonly string[];
  readonly profile?: string;
  /** As on the command line: `reference`, `exec:./my-stack`. */
  readonly stack: string;
  readonly stackVersion: string;
  readonly seed: number;
  /** Number of the run that found it, from 1. */
  readonly run?: number;
  /** The counted case that it was found in: `operations:256-511`. */
  readonly sweep?: string;
  readonly verdict: CaseVerdict;
  readonly message?: string;
  readonly scenario: Scenario;
}

export const caseSchema = z
  .strictObject({
    version: z.literal(CASE_VERSION).describe('Version of this format.'),
    kind: z.literal(CASE_KIND),
    property: z.string().min(1).describe('Id of the property that it is about.'),
    mechanism: z.string().describe('How the violation came about.').exactOptional(),
    circumstances: z
      .array(z.string())
      .max(LIST_LIMITS.circumstances.max)
      .describe('What else marks the case.')
      .exactOptional(),
    profile: z.enum([...PROFILES.keys()]).exactOptional(),
    stack: z.string().describe('The stack under test, as on the command line.'),
    stackVersion: z.string(),
    seed: z.number().int(),
    run: z.number().int().min(0).describe('Number of the run that found it.').exactOptional(),
    sweep: z.string().describe('The counted case that it was found in: a sweep and its stimuli.').exactOptional(),
    verdict: z.enum(['held', 'violated', 'vacuous', 'inconclusive', 'unsupported']),
    message: z.string().describe('What was said about it.').exactOptional(),
    scenario: scenarioSchema,
  })
  .meta({ title: 'case' }) satisfies z.ZodType<CaseFile>;
