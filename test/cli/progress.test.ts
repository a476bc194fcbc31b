import { expect, test } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';
import { BUBBLE, runBubble } from '../report/bubble.ts';
import { recordingTerminal } from './recording-terminal.ts';

const PROGRESS = { kind: 'progress', runs: 100, frames: 1000, findings: 0 } as const;

test('on a terminal there is one line, which changes ten times a second at most', () => {
  const { terminal, error } = recordingTerminal({ isTTY: true });
  let now = 0;
  const progress = new Progress(terminal, () => now);
  for (now = 0; now <= 1000; now += 10) progress.event(PROGRESS);
  expect(error().split('\r').length - 1).toBe(10);
  expect(error()).toContain('\r\x1b[K100 cases · 1,000/s · 1,000 frames · no violation');
});

test('elsewhere there is a line every 30 seconds, while shrinking too', () => {
  const { terminal, error } = recordingTerminal();
  let now = 0;
  const progress = new Progress(terminal, () => now);
  for (now = 0; now < 70_000; now += 1000) progress.event(PROGRESS);
  progress.event({ kind: 'shrinking', tries: 7, scenario: BUBBLE });
  now = 95_000;
  progress.event({ kind: 'shrinking', tries: 9, scenario: BUBBLE });
  expect(error()).toBe(
    [
      '100 cases · 3/s · 1,000 frames · no violation\n',
      '100 cases · 2/s · 1,000 frames · no violation\n',
      'shrinking: 2 hosts, 2 guests, 3 steps after 9 tries\n',
    ].join(''),
  );
});

test('a violation is told of at once', () => {
  const { terminal, out } = recordingTerminal();
  new Progress(terminal, () => 0).event({ kind: 'found', run: 6, violation: runBubble().violation, scenario: BUBBLE });
  expect(out()).toBe('found a violation of host-scope.never-learned-off-host in case 6, shrinking it …\n\n');
});
