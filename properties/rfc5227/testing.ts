import type { Property } from '../../src/monitor/index.ts';
import { B, example, probe, reply, request } from '../rfc826/cast.ts';
import { C, claim, claimed, established, probing, testing, unplugged } from './cast.ts';
import { complain, DETECTS, named, TESTERS } from './complaint.ts';
import { watchDetection } from './detection-book.ts';
import { PROBE_NUM } from './timing.ts';

/**
 * Section 2.1: "Before beginning to use an IPv4 address (whether received from manual configuration, DHCP, or some other
 * means), a host implementing this specification MUST test to see if the address is already in use".
 */
export const noUseBeforeTheTestEnds: Property = {
  id: 'rfc5227.no-use-before-the-test-ends',
  level: 'MUST',
  source: 'RFC 5227, section 2.1',
  rows: ['R5227-06', 'R5227-07', 'ASEL-06'],
  statement: 'An address is neither announced nor used in any other way before it has been tested.',
  rationale: 'Whoever has it already loses his connections, and the caches of the neighbours point to the wrong host.',
  exercisedBy: 'a stack tests an address that it is told to configure, and announces it',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => claimed()),
    violates: example(() => testing().sent(request(C, B))),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: ({ probes }) => {
        if (probes.length > 0) context.exercised();
      },
      used: (detection, event, use) => {
        const { stage, probes, isUnlinked } = detection;
        if (stage !== 'testing' && !(stage === 'waiting' && !isUnlinked)) return;
        // What follows the probes is the matter of their number.
        if (use === 'announcement' && probes.length > 0) return;
        complain(context, detection, event, {
          expected: `nothing in the name of ${named(detection)} before it has been tested`,
          mechanism: use === 'announcement' ? 'announced-without-a-test' : 'used-while-testing',
        });
      },
    }),
};

/** Sections 2.1.1 and 2.5: the address is not the host's yet; it answers "from the time a host sends its first ARP Announcement". */
export const noAnswersWhileTesting: Property = {
  id: 'rfc5227.no-answers-while-testing',
  level: 'MUST',
  source: 'RFC 5227, sections 2.1.1 and 2.5 (derived)',
  rows: ['R5227-34'],
  statement: 'Requests for an address that is being tested are not answered.',
  rationale: 'The answer would put the host into the caches of those who look for the one that has the address.',
  exercisedBy: 'a request, or a probe, for an address that is being tested',
  needs: DETECTS,
  profiles: TESTERS,
  examples: {
    holds: example(() => probing(1).received(request(B, C)).settled()),
    violates: example(() => probing(1).received(request(B, C)).sent(reply(C, B))),
  },
  watch: (context) =>
    watchDetection(context, {
      heard: ({ stage }, { kind }) => {
        if (stage === 'testing' && (kind === 'question' || kind === 'probe')) context.exercised();
      },
      used: (detection, event, use) => {
        if (use !== 'reply' || detection.stage !== 'testing') return;
        complain(context, detection, event, {
          expected: `no answer in the name of ${named(detection)}, which is being tested`,
          mechanism: 'answered-while-testing',
          causes: [detection.heard?.event],
        });
      },
    }),
};

/**
 * Section 2.1, of the test before an address is used: "This also applies when a network interface transitions from an
 * inactive to an active state".
 */
export const linkUpTestsAgain: Property = {
  id: 'rfc5227.link-up-tests-again',
  level: 'MUST',
  source: 'RFC 5227, section 2.1',
  rows: ['R5227-08'],
  statement: 'An address is tested again, before it is used, when the link has come up or the host has restarted.',
  rationale: 'It is another link for all that the host knows, and somebody there may have the address.',
  exercisedBy: 'the link of a host with a tested address goes down and comes up, and it announces the address again',
  needs: [['detect'], ['link']],
  profiles: TESTERS,
  examples: {
    holds: example(() =>
      claim(again(unplugged(established()).detection(C.ip, 'probing').address('10.0.0.50/24', false), 3)),
    ),
    violates: example(() => unplugged(established()).received(request(B, C)).sent(reply(C, B))),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: ({ isAgain, probes }) => {
        if (isAgain && probes.length > 0) context.exercised();
      },
      used: (detection, event) => {
        if (detection.stage !== 'waiting' || !detection.isUnlinked || !context.world.isUp(event.port)) return;
        complain(context, detection, event, {
          expected: `nothing in the name of ${named(detection)} before it has been tested on this link`,
          mechanism: 'used-after-link-up',
        });
      },
    }),
};

/** The same: the test concerns one link from its beginning to its end. */
export const linkLossRestartsTheTest: Property = {
  id: 'rfc5227.link-loss-restarts-the-test',
  level: 'SHOULD',
  source: 'RFC 5227, sections 2.1 and 2.1.1 (derived)',
  rows: ['R5227-83'],
  statement: 'A test that the loss of the link interrupts begins from its beginning when the link is back.',
  rationale: 'The probes from before were heard on another link, or by nobody.',
  exercisedBy: 'the link goes down and comes up while an address is tested, and the address is announced later',
  needs: [['detect'], ['link']],
  profiles: TESTERS,
  examples: {
    holds: example(() => claim(again(unplugged(probing(2)).detection(C.ip, 'probing'), 3))),
    violates: example(() => claim(again(unplugged(probing(2)), 1))),
  },
  watch: (context) =>
    watchDetection(context, {
      claimed: (detection, event) => {
        if (!detection.isRestarted || detection.isDisturbed) return;
        const { probes, lastProbe } = detection;
        if (probes.length >= PROBE_NUM) {
          context.exercised();
          return;
        }
        complain(context, detection, event, {
          expected: `${PROBE_NUM} probes for ${named(detection)} since the link is back`,
          received: `it announced the address after ${probes.length}`,
          mechanism: 'test-resumed-after-link-loss',
          causes: [lastProbe],
        });
      },
    }),
};

/** So many probes in their usual rhythm, and the wait behind them. */
function again(builder: ReturnType<typeof testing>, probes: number): ReturnType<typeof testing> {
  for (let index = 0; index < probes; index++) builder.wait(index === 0 ? 500 : 1500).sent(probe(C, C));
  return builder.wait(2000);
}
