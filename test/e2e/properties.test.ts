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
  expect(stdout).toMatch(/MUST[\s\S]*rows +LNX-14[\s\S]*It holds:[\s\S]*It is violated:/);
});

test('JSON is printed for programs', () => {
  const list = JSON.parse(work.run(['properties', '--json']).stdout);
  expect(list.map((each: { readonly id: string }) => each.id)).toEqual(catalogue.map((property) => property.id));
  const one = JSON.parse(work.run(['properties', 'network.converges', '--json']).stdout);
  expect(one).toMatchObject({ id: 'network.converges', level: 'MUST', rows: expect.any(Array) });
});
