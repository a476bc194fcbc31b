import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PRODUCT, ROOT } from './source-file.ts';

/** The folders of `src` from the bottom to the top. A room knows the rooms below it and nothing of those above. */
const ROOMS = [
  'wire',
  'pcap-writer',
  'trace',
  'model',
  'network',
  'scenario',
  'monitor',
  'check',
  'stacks',
  'runner',
  'report',
  'cli',
];

/** Rooms that may know less than what lies below them. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  // Published on its own.
  'pcap-writer': [],
  // Judges captures of real networks too, where there is no simulator and no scenario.
  monitor: ['wire', 'trace', 'model'],
  properties: ['wire', 'trace', 'model', 'monitor'],
};

/** Entry points of the package, above all rooms. */
const ENTRIES = ['index.ts', 'vitest.ts'];

/** The room of a file: `wire`, `properties`, or `index.ts` for an entry point. */
function roomOf(file: string): string {
  const [top, room] = file.split('/');
  return top === 'src' ? room! : top!;
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (ENTRIES.includes(from)) return !ENTRIES.includes(to);
  const only = ONLY[from];
  if (only !== undefined) return only.includes(to);
  // The catalogue of properties is for whoever runs or shows them.
  if (to === 'properties') return ROOMS.indexOf(from) > ROOMS.indexOf('monitor');
  return ROOMS.includes(to) && ROOMS.indexOf(to) < ROOMS.indexOf(from);
}

describe('layers', () => {
  test('every folder of src is a known room', () => {
    const rooms = new Set(PRODUCT.filter((file) => file.path.startsWith('src/')).map((file) => roomOf(file.path)));
    expect([...rooms].filter((room) => !ROOMS.includes(room) && !ENTRIES.includes(room))).toEqual([]);
  });

  test('no room imports a room above it', () => {
    const wrong: string[] = [];
    for (const file of PRODUCT) {
      for (const { specifier, place } of file.imports()) {
        if (!specifier.startsWith('.')) continue;
        const target = path.posix.join(path.posix.dirname(file.path), specifier);
        if (!mayImport(roomOf(file.path), roomOf(target))) wrong.push(`${place} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the product imports itself, node and its own dependencies', () => {
    const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
      readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
    );
    const allowed = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
    const isAllowed = (specifier: string): boolean =>
      /^(\.\.?\/|node:)/.test(specifier) ||
      allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    const wrong = PRODUCT.flatMap((file) =>
      [...file.imports()]
        .filter(({ specifier }) => !isAllowed(specifier))
        .map(({ specifier, place }) => `${place} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['wire', 'trace', false],
    ['wire', 'pcap-writer', false],
    ['pcap-writer', 'wire', false],
    ['trace', 'wire', true],
    ['network', 'model', true],
    ['network', 'scenario', false],
    ['monitor', 'model', true],
    ['monitor', 'network', false],
    ['properties', 'monitor', true],
    ['properties', 'network', false],
    ['scenario', 'properties', false],
    ['runner', 'properties', true],
    ['cli', 'report', true],
    ['cli', 'index.ts', false],
    ['index.ts', 'runner', true],
  ])('the rule itself: %s may import %s: %s', (from, to, expected) => {
    expect(mayImport(from, to)).toBe(expected);
  });
});
