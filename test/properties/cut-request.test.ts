import { expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { A, H, host, request, resized } from '../../properties/rfc826/cast.ts';
import { judgeTrace } from '../../src/monitor/index.ts';

it('a request that is cut off asks for nobody: what it lacks is told by the property on packets that are cut off', () => {
  const trace = host({ cacheVisible: false })
    .sent(resized(request(H, A), 20))
    .settled()
    .build();
  const violated = judgeTrace(trace, catalogue).filter(({ violations }) => violations.length > 0);
  expect(violated.map(({ property }) => property.id)).toEqual(['rfc826.sends-well-formed-packets']);
});
