import { expect, test } from 'vitest';
import { demoIntroduction, demoText } from '../../../src/report/text/demo-text.ts';
import { BUBBLE, runBubble } from '../bubble.ts';

test('the demonstration ends with remedies, files and the command that shows it again', () => {
  const { trace, violation } = runBubble();
  const text = demoText({
    violation,
    scenario: BUBBLE,
    original: { ...BUBBLE, steps: [...BUBBLE.steps, ...BUBBLE.steps] },
    trace,
    run: 6,
    tries: 161,
    seconds: 0.123,
    files: { case: 'out/91b1.json', pcapng: 'out/91b1.pcapng', pcap: 'out/91b1.pcap', frame: 8 },
    replayCommand: 'npx arpcheck replay out/91b1.json',
    remedies: [
      { words: 'one', remaining: [] },
      { words: 'another', remaining: ['foreign-reply', 'spoof'] },
      { words: 'nothing', remaining: [violation.mechanism] },
    ],
  });
  const [, story = '', end = ''] = /^([\s\S]*)\n(The same case again[\s\S]*)$/.exec(text) ?? [];
  expect(story.split('\n').slice(0, 3)).toMatchInlineSnapshot(`
    [
      "It does, in case 6: 2 hosts, 2 guests, 6 steps. Made smaller in 161 tries (0.1 s altogether):",
      "2 hosts, 2 guests, 3 steps. What happens there:",
      "",
    ]
  `);
  expect(end).toMatchInlineSnapshot(`
    "The same case again, with this on every host:
      one       holds
      another   no bubble; the address still leaks by another way: foreign-reply, spoof
      nothing   does not help

    violates   host-scope.never-learned-off-host
    mechanism  merge-from-third-party-request+arpreply
    case       out/91b1.json
    wireshark  out/91b1.pcapng   (frame 8)
               out/91b1.pcap
    replay     npx arpcheck replay out/91b1.json"
  `);
});

test('the demonstration begins with what it is about', () => {
  const text = demoIntroduction('arpcheck 0.1.0', 42);
  expect(text).toContain('seed 42');
  expect(text.split('\n').every((line) => line.length <= 100)).toBe(true);
});
