/**
 * Whose entry for LOCAL_IP is captured by a foreign host: every real stack as a guest in the rack of the outage.
 *
 * After a change that is meant: ARPCHECK_WRITE_SUSCEPTIBLE=1 npx vitest run test/stacks/susceptible
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaseFile, readCaseFile } from '../../../src/scenario/case-file.ts';
import { STACK_KINDS } from '../../../src/stacks/registry.ts';
import { canRun } from '../shim/shim-lab.ts';
import { FOLDER, hostOf, keep, STACKS, scenarioFor, tryOn, WAYS, type Way, WORDS } from './trial.ts';

const README = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
const LONG = { timeout: 60_000 };
const ALL = STACKS.flatMap((stack) => (Object.keys(WAYS) as Way[]).map((way) => [stack, way] as const));

function stored(name: string): CaseFile {
  const read = readCaseFile(path.join(FOLDER, `${name}.json`));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.case;
}

describe('who is susceptible', () => {
  for (const [stack, way] of ALL) {
    const kind = STACK_KINDS.find((each) => each.name === stack)!;
    it.runIf(canRun(kind))(`${stack}, by ${WAYS[way]}: as the case that is kept`, LONG, async () => {
      const scenario = scenarioFor(stack, way);
      const outcome = await tryOn(scenario, stack === 'kernel');
      if (process.env.ARPCHECK_WRITE_SUSCEPTIBLE !== undefined) keep(`${stack}.${way}`, stack, scenario, outcome);
      const host = hostOf(stack, outcome);
      expect(host).toBeDefined();
      expect(stored(`${stack}.${way}`)).toMatchObject({
        scenario,
        message: `${stack} as VM-3 sends to ${WORDS[host!]}`,
      });
    });
  }

  it('the README has the table, with the captures', () => {
    const [, behind = ''] = README.split('<!-- susceptible: generated, a test compares it -->\n');
    const [table = ''] = behind.split('\n<!-- end of susceptible -->');
    expect(table.trim()).toBe(susceptibleTable());
    for (const [stack, way] of ALL) expect(existsSync(path.join(FOLDER, `${stack}.${way}.pcapng`))).toBe(true);
  });
});

/** Stack × way, each cell with its capture. */
function susceptibleTable(): string {
  const ways = Object.keys(WAYS) as Way[];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['guest', ...ways.map((way) => `captured by ${WAYS[way]}?`)]),
    row(['---', ...ways.map(() => '---')]),
    ...STACKS.map((stack) => {
      const cells = ways.map((way) => {
        const word = stored(`${stack}.${way}`).message?.includes(WORDS.foreign) === true ? 'captured' : 'no';
        return `[${word}](traces/susceptible/${stack}.${way}.pcapng)`;
      });
      return row([`${stack} (${stored(`${stack}.request`).stackVersion})`, ...cells]);
    }),
  ].join('\n');
}
