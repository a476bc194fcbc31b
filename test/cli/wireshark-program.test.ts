import { expect, test } from 'vitest';
import { findWireshark } from '../../src/cli/wireshark-program.ts';

const MACOS = '/Applications/Wireshark.app/Contents/MacOS/Wireshark';

test('Wireshark is called by its name if it is on the PATH', () => {
  const onPath = (file: string): boolean => file === '/opt/bin/wireshark' || file === MACOS;
  expect(findWireshark({ PATH: '/usr/bin:/opt/bin' }, 'linux', onPath)).toBe('wireshark');
  expect(findWireshark({ PATH: '/usr/bin:/opt/bin' }, 'darwin', onPath)).toBe('wireshark');
});

test('or else where the installer of macOS puts it', () => {
  const asApplication = (file: string): boolean => file === MACOS;
  expect(findWireshark({ PATH: '/usr/bin' }, 'darwin', asApplication)).toBe(MACOS);
  expect(findWireshark({ PATH: '/usr/bin' }, 'linux', asApplication)).toBeUndefined();
});

test.each([[{}], [{ PATH: '' }], [{ PATH: '/nonexistent' }]])('with %j it is not there', (environment) => {
  expect(findWireshark(environment, 'linux')).toBeUndefined();
});
