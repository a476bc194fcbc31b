import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/network/rules/index.ts';
import { OPTIONS_BY_NAME } from '../../../src/network/rules/options.ts';

const text = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

/** The options in the first column of the table under a tool's heading. */
function documented(tool: string): string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${tool}\n`)) ?? '';
  const cells = section
    .split('\n')
    .filter((row) => row.startsWith('| `'))
    .map((row) => row.split('|')[1]!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}

describe('docs/rules.md', () => {
  it.each(['ebtables', 'arptables'] as const)('names exactly the options of %s', (tool) => {
    expect(documented(tool).sort()).toEqual([...OPTIONS_BY_NAME[tool].keys()].sort());
  });

  it('has examples that are understood', () => {
    const examples = text.split('```')[1]!.trim().split('\n');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(parseRule(example)).toHaveProperty('ok', true);
  });
});
