import { once } from 'node:events';
import { expect, test } from 'vitest';
import { resultSchema } from '../../src/report/result-schema.ts';
import { parseCase } from '../../src/scenario/case-file.ts';
import { startArpcheck } from './built-cli.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

test('Ctrl-C in the middle of a campaign writes what was found, whole, and the report', async () => {
  const args = [
    'fuzz',
    '--seed',
    '1',
    '--property',
    'host-scope',
    '--continue',
    '--json',
    'stopped.json',
    '--out',
    'stopped',
  ];
  const child = startArpcheck(args, { cwd: work.folder });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk) => {
    const before = stdout.includes('  replay ');
    stdout += chunk;
    if (!before && stdout.includes('  replay ')) child.kill('SIGINT');
  });
  const [exitCode] = await once(child, 'close');
  expect(exitCode).toBe(130);
  expect(stderr).toContain('stopping, and writing what was found');
  expect(stdout).toContain('interrupted; the reports are written');
  const { ended, properties } = resultSchema.parse(work.json('stopped.json'));
  expect(ended).toBe('interrupted');
  const violations = properties.flatMap((property) => property.violations);
  expect(violations.length).toBeGreaterThan(0);
  const names = Object.keys(work.files('stopped')).map((name) => name.replaceAll('\\', '/'));
  expect(names).toHaveLength(violations.length * 3);
  for (const { case: file, capture } of violations) {
    expect(names).toContain(capture);
    expect(parseCase(work.read(`stopped/${file}`), file)).toMatchObject({ ok: true });
  }
});

test('a second Ctrl-C ends it at once', async () => {
  const child = startArpcheck(['fuzz', '--property', 'network.no-arp-storm'], { cwd: work.folder });
  await once(child.stdout, 'data');
  // Signals of one kind that come together are delivered once; so until it has gone.
  const again = setInterval(() => child.kill('SIGINT'), 20);
  const [exitCode, signal] = await once(child, 'close');
  clearInterval(again);
  // One that comes while node itself is shutting down ends it by the signal, which shells report as 130 too.
  expect([130, 'SIGINT']).toContain(exitCode ?? signal);
});
