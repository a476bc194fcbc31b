import { expect, test } from 'vitest';
import { type StackRow, stacksText } from '../../../src/report/text/stacks-text.ts';

const HERE: StackRow = {
  name: 'kernel',
  summary: 'The kernel of this machine, in a namespace of its own.',
  usage: 'kernel[,SYSCTL=VALUE…]',
  available: true,
  detail: 'Linux 6.18.44',
  remedy: undefined,
  profile: 'linux',
};
const MISSING: StackRow = {
  name: 'lwip',
  summary: 'lwIP, as Debian packages it.',
  usage: 'lwip',
  available: false,
  detail: 'the headers of lwIP',
  remedy: 'apt-get install liblwip-dev',
  profile: 'rfc826-strict',
};

test('what is here, what is missing, and the way to all of it', () => {
  expect(`\n${stacksText([HERE, MISSING], 'apt-get install liblwip-dev passt')}\n`).toMatchInlineSnapshot(`
    "
      stack   profile        here
    ✓ kernel  linux          Linux 6.18.44
              The kernel of this machine, in a namespace of its own.
              --stack kernel[,SYSCTL=VALUE…]
    – lwip    rfc826-strict  missing: the headers of lwIP
              lwIP, as Debian packages it.
              --stack lwip
              To get it: apt-get install liblwip-dev

    1 of 2 can be tested here.

    All that Debian has of what is missing:
      apt-get install liblwip-dev passt
    "
  `);
});

test('where nothing is missing, nothing has to be installed', () => {
  const text = stacksText([HERE], 'apt-get install passt');
  expect(text).not.toContain('install');
  expect(text).toContain('1 of 1 can be tested here.');
});

test('where Debian has nothing of what is missing, only the remedies are told', () => {
  const text = stacksText([{ ...MISSING, remedy: 'npm install koffi' }], '');
  expect(text).toContain('To get it: npm install koffi');
  expect(text).not.toContain('Debian has');
});

test('clocks are a column if any is known', () => {
  const rows = [
    { ...HERE, clock: 'real' as const },
    { ...MISSING, clock: 'virtual' as const },
    { ...HERE, name: 'exec' },
  ];
  const cells = stacksText(rows, '')
    .split('\n')
    .filter((line) => /^(. )\S/.test(line) && !line.includes('tested'));
  expect(`\n${cells.join('\n')}\n`).toMatchInlineSnapshot(`
    "
      stack   profile        clock    here
    ✓ kernel  linux          real     Linux 6.18.44
    – lwip    rfc826-strict  virtual  missing: the headers of lwIP
    ✓ exec    linux          its own  Linux 6.18.44
    "
  `);
});
