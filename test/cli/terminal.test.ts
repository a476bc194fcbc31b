import { describe, expect, test } from 'vitest';
import { recordingTerminal } from './recording-terminal.ts';

const REPORT = '✗ a.b   MUST\n  x   ◄── violates\n✓ held  c.d';

describe('a terminal', () => {
  test('gets colours, and a live line that gives way to what is printed', () => {
    const { terminal, out, error } = recordingTerminal({ isTTY: true, columns: 10 });
    expect(terminal.hasLiveLine).toBe(true);
    terminal.live('0123456789 is too long');
    terminal.print(REPORT);
    terminal.complain('oops');
    expect(error()).toBe('\r\x1b[K012345678\r\x1b[Koops\n');
    expect(out()).toBe(
      '\x1b[1;31m✗ a.b   MUST\x1b[0m\n  x   \x1b[1;31m◄── violates\x1b[0m\n\x1b[32m✓ held\x1b[0m  c.d\n',
    );
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('gets no colours with %j', (environment) => {
    const { terminal, out } = recordingTerminal({ isTTY: true, environment });
    terminal.print(REPORT);
    expect(out()).toBe(`${REPORT}\n`);
  });

  test('with an empty NO_COLOR has colours, as no-color.org says', () => {
    const { terminal, out } = recordingTerminal({ isTTY: true, environment: { NO_COLOR: '' } });
    terminal.print('✗');
    terminal.print('✗ a');
    expect(out()).toBe('✗\n\x1b[1;31m✗ a\x1b[0m\n');
  });
});

test('a pipe gets neither colours nor cursor codes', () => {
  const { terminal, out, error } = recordingTerminal();
  expect(terminal.hasLiveLine).toBe(false);
  terminal.print(REPORT);
  terminal.complain('oops');
  expect([out(), error()]).toEqual([`${REPORT}\n`, 'oops\n']);
});
