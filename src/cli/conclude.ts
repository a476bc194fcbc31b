import { match } from 'ts-pattern';
import { conformResultOf } from '../report/conform-json.ts';
import type { FindingWriter } from '../report/finding-writer.ts';
import type { Result } from '../report/result-schema.ts';
import { APPLICATION } from '../report/version.ts';
import type { Conformed } from '../runner/conform-stack.ts';
import { type ConformOutcome, judgeConformance } from '../runner/expected.ts';
import { ExitCode } from './exit-code.ts';

/** What a conclusion depends on besides what happened. */
export interface ConclusionTerms {
  /** SHOULDs and practices count like MUSTs. */
  readonly strict: boolean;
  /** The stack, as reports name it. */
  readonly label: string;
  readonly profile: string;
  /** `shard 2/8 of seed 7` */
  readonly shard: string | undefined;
}

/** What a run of `conform` on one stack comes to. */
export interface Conclusion {
  /** Name and version of the stack as it ran. */
  readonly version: string;
  readonly exitCode: ExitCode;
  /** Why, if the verdicts alone do not say. */
  readonly note: string | undefined;
  readonly result: Result;
}

/** Nothing counts as violated that a fresh stack did not show again. */
export function conclude(conformed: Conformed, writer: FindingWriter, terms: ConclusionTerms): Conclusion {
  const { campaign, compared, version = APPLICATION, facts: recorded } = conformed;
  const { strict, label: stack, profile, shard } = terms;
  const judged = judgeConformance(compared.rows, { strict, ended: campaign.ended });
  const isFlaky = writer.flaky.length > 0 && judged.outcome === 'violated';
  const exitCode = isFlaky ? ExitCode.inconclusive : exitCodeOf(judged.outcome);
  const note = isFlaky ? 'inconclusive: a finding was not shown again by a fresh stack' : judged.note;
  const written = writer.written.map(({ finding, files }) => ({ finding, ...files.relative }));
  const stackFacts = { stack, stackVersion: version, profile, strict, exitCode };
  const facts = { campaign, compared, written, facts: recorded, ...stackFacts };
  const result = conformResultOf(shard === undefined ? facts : { ...facts, shard });
  return { version, exitCode, note, result };
}

export function exitCodeOf(outcome: ConformOutcome): ExitCode {
  return match(outcome)
    .with('ok', () => ExitCode.ok)
    .with('violated', () => ExitCode.violated)
    .with('inconclusive', () => ExitCode.inconclusive)
    .with('stack-failed', () => ExitCode.stackFailed)
    .with('interrupted', () => ExitCode.interrupted)
    .exhaustive();
}
