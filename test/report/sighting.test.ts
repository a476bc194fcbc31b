import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { sightings } from '../../src/report/sighting.ts';
import { runScenario } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SUT_NAME } from '../../src/scenario/arbitraries/subject.ts';
import { describeFrame } from '../../src/wire/index.ts';
import { BUBBLE, PROPERTY, runBubble } from './bubble.ts';

const scenarios = fc.oneof(rackScenario({ hostsMax: 5 }), singleStackScenario());

describe('sightings', () => {
  test('show every frame once, in the order of cause and effect, at times that never run backwards', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { trace, violations } = runScenario(scenario, { properties: catalogue, record: true });
        const frames = new Set(trace.events.flatMap((event) => ('frame' in event ? [event.frame] : [])));
        for (const violation of [undefined, ...violations]) {
          const seen = sightings(trace, violation);
          expect(new Set(seen.map((each) => each.frame))).toEqual(frames);
          expect(seen).toHaveLength(frames.size);
          seen.slice(1).forEach((each, index) => {
            expect(each.shown.id).toBeGreaterThan(seen[index]!.shown.id);
            expect(each.shown.time).toBeGreaterThanOrEqual(seen[index]!.shown.time);
          });
          for (const { shown, first, frame } of seen) {
            expect(shown.frame).toBe(frame);
            expect(shown.id).toBeGreaterThanOrEqual(first.id);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of the bubble are at the captured guest, but where that would put an effect before its cause', () => {
    const { trace, violation } = runBubble();
    const places = sightings(trace, violation).map(({ frame, shown, lost }) => {
      const port = trace.header.ports[shown.port]!.name;
      return `${port} ${shown.kind}${lost === undefined ? '' : ', lost'}: ${describeFrame(frame)}`;
    });
    expect(places).toMatchInlineSnapshot(`
      [
        "VM-2.eth0 sent: who has 169.254.1.1? tell 10.0.1.2",
        "VM-2.eth0 received: 169.254.1.1 is at 02:00:00:00:00:02",
        "VM-2.eth0 sent: echo request 10.0.1.2 → 169.254.1.1",
        "VM-2.eth0 received: 169.254.1.1 is at 02:00:00:00:00:01",
        "VM-1.eth0 sent, lost: who has 169.254.1.1? tell 10.0.1.1",
        "BM-1.veth1 sent: 169.254.1.1 is at 02:00:00:00:00:01",
        "VM-1.eth0 sent: echo request 10.0.1.1 → 169.254.1.1",
        "BM-1.br0 sent: who has 10.0.1.1? tell 169.254.1.1",
        "VM-1.eth0 sent: 10.0.1.1 is at 02:00:00:00:01:01",
        "BM-1.br0 sent: echo reply 169.254.1.1 → 10.0.1.1",
      ]
    `);
  });

  test('of a single stack are at the stack: what comes in, and what goes out', () => {
    fc.assert(
      fc.property(singleStackScenario(), (scenario) => {
        const { trace } = runScenario(scenario, { properties: [], record: true });
        const viewpoint = { ...runBubble().violation, at: SUT_NAME, events: [] };
        for (const { shown } of sightings(trace, viewpoint)) {
          expect(trace.header.ports[shown.port]!.name).toBe(`${SUT_NAME}.eth0`);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('of what is decisive are at the place of the first decisive event', () => {
    const result = runScenario(BUBBLE, { properties: [PROPERTY], record: true });
    const sent = result.trace.events.find((event) => event.kind === 'sent')!;
    const received = result.trace.events.find((event) => event.kind === 'received' && event.id > sent.id)!;
    const violation = { ...result.violations[0]!, events: [received.id, sent.id] };
    const [first] = sightings(result.trace, violation);
    expect([first!.decisive, first!.shown]).toEqual([received, received]);
  });

  test('know which frames reached nobody', () => {
    const { trace, violation } = runBubble();
    const lost = sightings(trace, violation).flatMap((each) => (each.lost === undefined ? [] : [each.lost.where]));
    expect(lost).toEqual(['ebtables nat PREROUTING rule 1: arpreply']);
  });
});
