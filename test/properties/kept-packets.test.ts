import { expect, it } from 'vitest';
import { A, H, host, packet, reply, request } from '../../properties/rfc826/cast.ts';
import { keptPacketsGoOutInOrder } from '../../properties/rfc1122/queue.ts';
import { judgeTrace } from '../../src/monitor/index.ts';

const MINUTE = 60_000;

it('a packet like one that was given up long ago has not been overtaken', () => {
  const trace = host({ cacheVisible: false })
    .originated(H.ip, A.ip, 'echo-request', 1)
    .sent(request(H, A))
    .settled()
    .wait(MINUTE)
    .originated(H.ip, A.ip, 'echo-request', 2)
    .sent(request(H, A))
    .settled()
    .originated(H.ip, A.ip, 'echo-request', 1)
    .received(reply(A, H))
    .sent(packet(H, A, 2))
    .sent(packet(H, A, 1))
    .settled()
    .build();
  expect(judgeTrace(trace, [keptPacketsGoOutInOrder])).toMatchObject([{ violations: [], reason: undefined }]);
});
