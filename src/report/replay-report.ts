import { catalogue } from '../../properties/catalogue.ts';
import { checkAvailable } from '../runner/live-subject.ts';
import { type Replay, replayCase, replayLive } from '../runner/replay.ts';
import { Rig } from '../runner/rig.ts';
import { unknownProperty } from '../runner/select-properties.ts';
import type { StackUnderTest } from '../runner/stack-under-test.ts';
import { SUT_NAME } from '../scenario/arbitraries/subject.ts';
import type { CaseFile } from '../scenario/case-file.ts';
import { replayLine } from './text/replay-text.ts';
import { violationText } from './text/violation-text.ts';

/** What a stored case shows on a stack. */
export interface ReplayReport {
  readonly outcome: Replay['outcome'];
  /** Its outcome, and the violation if there is one. */
  readonly text: string;
}

/** Runs a stored case on a stack that is started for it. Rejects with a `StackStartError` if it does not start. */
export async function replayReport(
  file: string,
  each: CaseFile,
  { live }: Pick<StackUnderTest, 'live'>,
): Promise<ReplayReport> {
  const property = catalogue.find(({ id }) => id === each.property);
  if (property === undefined) throw unknownProperty(catalogue, each.property);
  if (live !== undefined) checkAvailable(live);
  const rig = live === undefined ? undefined : await Rig.start(new Map([[SUT_NAME, live]]));
  try {
    const replay = rig === undefined ? replayCase(each, property) : await replayLive(each, property, rig);
    const { outcome, violation, result } = replay;
    const lines = [replayLine(file, replay)];
    const { scenario } = each;
    if (violation !== undefined) lines.push('', violationText({ property, violation, scenario, trace: result.trace }));
    return { outcome, text: lines.join('\n') };
  } finally {
    await rig?.close();
  }
}
