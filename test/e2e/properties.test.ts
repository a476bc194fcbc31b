import { expect, test } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

test('all properties are listed, or those of a group', () => {
  const all = work.run(['properties']);
  expect(all.exitCode).toBe(0);
  for (const { id } of catalogue) expect(all.stdout).toContain(`\n${id} `);
  const some = work.run(['properties', 'network']).stdout;
  expect(some).toContain('network.converges');
  expect(some).not.toContain('host-scope');
});

test('one is explained', () => {
  const { exitCode, stdout } = work.run(['properties', 'host-scope.never-learned-off-host']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/MUST[\s\S]*LNX-14 +INFO:[\s\S]*It holds:[\s\S]*It is violated:[\s\S]*◄── violates/);
});

test('JSON is printed for programs', () => {
  const list = JSON.parse(work.run(['properties', '--json']).stdout);
  expect(list.map((each: { readonly id: string }) => each.id)).toEqual(catalogue.map((property) => property.id));
  const one = JSON.parse(work.run(['properties', 'network.converges', '--json']).stdout);
  expect(one).toMatchObject({
    id: 'network.converges',
    level: 'MUST',
    rows: ['R1122-01', 'TOPO-04', 'TOPO-05'],
    requirements: [{ id: 'R1122-01', level: 'MUST' }, { id: 'TOPO-04' }, { id: 'TOPO-05' }],
  });
});

test('Markdown is printed for bug reports', () => {
  const { exitCode, stdout } = work.run(['properties', 'rfc826.updates-from-replies', '--markdown']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^### rfc826.updates-from-replies\n[\s\S]*```mermaid\nsequenceDiagram\n/);
  expect(work.run(['properties', '--markdown', '--json']).exitCode).toBe(64);
});

test('a row of the requirements catalogue is shown, with who checks it', () => {
  const { exitCode, stdout } = work.run(['properties', 'r826-42']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/R826-42 {3}MUST[\s\S]*stimulus +Req\[A a 0 d\][\s\S]*checked by +rfc826.answers-requests/);
  const row = JSON.parse(work.run(['properties', 'R5227-28', '--json']).stdout);
  expect(row).toMatchObject({ id: 'R5227-28', role: 'acd', coverage: { kind: 'open' } });
});
