import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { BugError } from '../../src/cli/bug-error.ts';
import { ExitCode } from '../../src/cli/exit-code.ts';
import { reportFailure } from '../../src/cli/report-failure.ts';
import { UsageError } from '../../src/runner/usage-error.ts';
import { recordingTerminal } from './recording-terminal.ts';

function report(error: unknown): { readonly exitCode: number; readonly text: string } {
  const { terminal, error: written } = recordingTerminal();
  return { exitCode: reportFailure(error, terminal), text: written() };
}

test('a mistake of the user is one line and 64', () => {
  expect(report(new UsageError('rack.yaml:3:1: no'))).toEqual({
    exitCode: ExitCode.usage,
    text: 'error: rack.yaml:3:1: no\n',
  });
});

test('what commander has said is not said again', () => {
  expect(report(new CommanderError(1, 'commander.unknownOption', 'no'))).toEqual({
    exitCode: ExitCode.usage,
    text: '',
  });
  expect(report(new CommanderError(0, 'commander.help', 'help'))).toEqual({ exitCode: ExitCode.ok, text: '' });
});

test('anything else is a bug of ours, with what it takes to repeat it', () => {
  const { exitCode, text } = report(new BugError(new Error('x is undefined'), 'npx arpcheck fuzz --seed 7'));
  expect(exitCode).toBe(ExitCode.bug);
  expect(text).toContain('Error: x is undefined\n    at ');
  expect(text).toContain('This is a bug of arpcheck');
  expect(text).toContain('It happened in: npx arpcheck fuzz --seed 7\n');
  expect(report('a string')).toMatchObject({ exitCode: ExitCode.bug });
  expect(new BugError('a string', 'x').message).toBe('a string');
});
