import { expect, test } from 'vitest';
import { bubbleStory, storyLines } from '../../../src/report/text/bubble-story.ts';
import { runScenario } from '../../../src/runner/run.ts';
import { BUBBLE, PROPERTY, runBubble } from '../bubble.ts';

test('the story of the bubble names who does what, in order', () => {
  const { trace, violation } = runBubble();
  expect(storyLines(bubbleStory(BUBBLE, trace, violation)).join('\n')).toMatchInlineSnapshot(`
    "  1. VM-2 pings 169.254.1.1. VM-2 asks the whole rack who has 169.254.1.1. BM-2 answers: 169.254.1.1
         is at 02:00:00:00:00:02. VM-2 notes: 169.254.1.1 is at 02:00:00:00:00:02 (BM-2). BM-1 answers
         too: 169.254.1.1 is at 02:00:00:00:00:01.
      2. 1.001 s pass. That is more than the second (locktime) in which Linux believes no other claim.
      3. VM-1 pings 169.254.1.1. VM-1 asks who has 169.254.1.1. On BM-1 a rule (ebtables … -j arpreply)
         takes the request and answers it. BM-1's own ARP stack never sees it, and does not learn who
         asked. VM-1 notes: 169.254.1.1 is at 02:00:00:00:00:01 (BM-1). BM-1 has to answer, does not
         know the MAC address of VM-1, and asks the whole rack: who has 10.0.1.1? tell 169.254.1.1. So
         it names itself by 169.254.1.1, the address that every host has for itself. VM-1 answers:
         10.0.1.1 is at 02:00:00:00:01:01. VM-2 is not asked, but hears the broadcast. It has an entry
         for 169.254.1.1, so it believes the sender, as RFC 826 says (the merge step): its entry moves
         from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:01 (BM-1).
         From now on VM-2 sends to BM-1 what it means for its own host. Both hosts have the address, so
         nothing fails and nobody is told. This is the ARP bubble."
  `);
});

test('a story may begin with an announcement, and has no locktime where there is none', () => {
  const [, wait, ping] = BUBBLE.steps;
  const steps = [{ do: 'ping', from: 'VM-2', to: '169.254.1.1' } as const, wait!, ping!];
  const announced = [{ do: 'gratuitous', at: 'BM-2', address: '169.254.1.1', form: 'request' } as const, ...steps];
  const topology = { ...BUBBLE.topology, profile: 'rfc826-strict' };
  const scenario = { ...BUBBLE, topology, steps: announced };
  const { trace, violations } = runScenario(scenario, { properties: [PROPERTY], record: true });
  const text = storyLines(bubbleStory(scenario, trace, violations[0]!))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  expect(text).toContain('BM-2 tells the whole rack: 169.254.1.1 is at 02:00:00:00:00:02.');
  expect(text).not.toContain('locktime');
});
