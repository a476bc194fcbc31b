import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../properties/catalogue.ts';
import { converges } from '../../../properties/network/converges.ts';
import { violationText } from '../../../src/report/text/violation-text.ts';
import { runScenario } from '../../../src/runner/run.ts';
import { rackScenario } from '../../../src/scenario/arbitraries/racks.ts';
import { TraceBuilder } from '../../../src/trace/trace-builder.ts';
import { BUBBLE, PROPERTY, runBubble } from '../bubble.ts';

/** A screen; a statement that is two lines long, or a violation long after the last step, may take some more. */
const LINES_MAX = 30;

describe('the text of a violation', () => {
  test('tells what must be, what was, how it came about, and where to go from there', () => {
    const { trace, violation } = runBubble();
    const text = violationText({
      property: PROPERTY,
      violation,
      scenario: BUBBLE,
      trace,
      shrinking: { from: 10, tries: 161, minimal: true },
      files: { case: 'out/91b1.json', pcapng: 'out/91b1.pcapng', pcap: 'out/91b1.pcap', frame: 8 },
      replayCommand: 'npx arpcheck replay out/91b1.json',
      rerunCommand: 'npx arpcheck fuzz --seed 1',
    });
    expect(text.split('\n').length).toBeLessThanOrEqual(26);
    expect(text).toMatchInlineSnapshot(`
      "✗ host-scope.never-learned-off-host   MUST   rtnetlink(7), RT_SCOPE_HOST; RFC 826, Packet Reception (merge)
        No neighbour entry maps a host-scoped address to the MAC address of another host.

        expected   169.254.1.1 on VM-2 maps to a MAC address of BM-2
        received   it maps to 02:00:00:00:00:01 of BM-1
        mechanism  merge-from-third-party-request+arpreply

        3 steps (shrunk from 10 in 161 tries)
         1  VM-2 pings 169.254.1.1
            0.000000  VM-2 → *     who has 169.254.1.1? tell 10.0.1.2
            0.000001  BM-2 → VM-2  169.254.1.1 is at 02:00:00:00:00:02
            0.000002  VM-2's entry for 169.254.1.1 is now 02:00:00:00:00:02 (BM-2)
            0.000003  BM-1 → VM-2  169.254.1.1 is at 02:00:00:00:00:01
         2  1.001 s pass
         3  VM-1 pings 169.254.1.1
            1.001006  VM-1 → *     who has 169.254.1.1? tell 10.0.1.1   [ends at BM-1.veth1: ebtables nat PREROUTING rule 1: arpreply]
            1.001007  BM-1 → VM-1  169.254.1.1 is at 02:00:00:00:00:01
            1.001009  BM-1 → *     who has 10.0.1.1 (VM-1)? tell 169.254.1.1
            1.001010  VM-1 → BM-1  10.0.1.1 is at 02:00:00:00:01:01
            1.001012  VM-2's entry for 169.254.1.1 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:01 (BM-1)   ◄── violates

        case       out/91b1.json
        wireshark  out/91b1.pcapng   (frame 8)
                   out/91b1.pcap
        replay     npx arpcheck replay out/91b1.json
        rerun      npx arpcheck fuzz --seed 1"
    `);
  });

  test('says when it is not the smallest, and is content without files and commands', () => {
    const { trace, violation } = runBubble();
    const shrinking = { from: 10, tries: 1, minimal: false };
    const text = violationText({ property: PROPERTY, violation, scenario: BUBBLE, trace, shrinking });
    expect(text).toContain('3 steps (shrunk from 10 in 1 try, not the smallest yet)');
    expect(text).not.toContain('replay');
    expect(violationText({ property: PROPERTY, violation, scenario: BUBBLE, trace })).toContain('\n  3 steps\n');
  });

  test('leaves out steps that have no part in it, by number', () => {
    const wait = { do: 'wait', ms: 1 } as const;
    const scenario = { ...BUBBLE, steps: [wait, wait, wait, ...BUBBLE.steps, wait, wait] };
    const { trace, violations } = runScenario(scenario, { properties: [PROPERTY], record: true });
    const text = violationText({ property: PROPERTY, violation: violations[0]!, scenario, trace });
    expect(text).toContain('     … steps 1 to 3\n');
    expect(text).toContain('     … step 5\n');
    expect(text).toContain('     … steps 7 to 8');
    expect(text).toContain('   6  VM-1 pings 169.254.1.1');
  });

  test('tells of a violation after the last step, when the network had been healed', () => {
    const scenario = { ...BUBBLE, heal: true };
    const result = runScenario(scenario, { properties: [converges], record: true });
    const violation = result.violations[0]!;
    const text = violationText({ property: converges, violation, scenario, trace: result.trace });
    const story = text.slice(text.indexOf('then the network is healed'));
    expect(story).toMatch(/^then the network is healed, and everybody talks to whom they know\n/);
    expect(story).toMatch(/7\d\.\d{6} {2}VM-\d → BM-\d {2}echo request .* {3}◄── violates/);
  });

  test('needs no frame: an entry may change by itself', () => {
    const trace = new TraceBuilder().host('a', { mac: '02:00:00:00:00:01' }).step().settled().build();
    const violation = { ...runBubble().violation, at: 'the network', events: [] };
    const text = violationText({ property: PROPERTY, violation, scenario: { ...BUBBLE, steps: [] }, trace });
    expect(text).toContain('  0 steps');
  });

  test('fits on a screen, and marks the violation, whatever is found', () => {
    fc.assert(
      fc.property(rackScenario({ hostsMax: 6 }), (scenario) => {
        const { trace, violations } = runScenario(scenario, { properties: catalogue, record: true });
        for (const violation of violations) {
          const property = catalogue.find((each) => each.id === violation.property)!;
          const text = violationText({ property, violation, scenario, trace });
          expect(text.split('\n').length).toBeLessThanOrEqual(LINES_MAX);
          const marks = text.match(/◄── violates/g) ?? [];
          const [first] = violation.events;
          const isShown = trace.events.some((event) => event.id === first && event.kind !== 'settled');
          expect(marks).toHaveLength(isShown ? 1 : 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
