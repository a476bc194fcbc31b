import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { A, H, host, request } from '../../properties/rfc826/cast.ts';
import { type Fold, SharedFold } from '../../properties/rfc826/shared-fold.ts';
import { Judge, judgeTrace, type Property } from '../../src/monitor/index.ts';

function propertyOf(id: string, fold: SharedFold<Fold>): Property {
  return { ...catalogue[0]!, id, watch: (context) => fold.join(context).monitor };
}

it('a fold that fails leaves none of its properties decided', () => {
  const fold = new SharedFold<Fold>(() => ({
    upkeep: {
      restart() {},
      arpForHost() {
        throw new Error('broken');
      },
    },
  }));
  const judgements = judgeTrace(host().received(request(A, H)).build(), [propertyOf('a', fold), propertyOf('b', fold)]);
  for (const { verdict, reason } of judgements) {
    expect(verdict).toBe('inconclusive');
    expect(reason).toBe('the monitor failed: broken');
  }
});

it('nothing of one trace is left in the next', () => {
  const traces = catalogue.flatMap(({ examples }) => [examples.violates(), examples.holds()]);
  const judge = new Judge(traces[0]!.header, catalogue);
  for (const trace of traces) {
    judge.restart(trace.header);
    for (const event of trace.events) judge.event(event);
    const again = judge.end().map(({ verdict, exercised }) => ({ verdict, exercised }));
    expect(again).toEqual(judgeTrace(trace, catalogue).map(({ verdict, exercised }) => ({ verdict, exercised })));
  }
});
