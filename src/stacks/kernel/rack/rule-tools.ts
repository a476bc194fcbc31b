import { spawnSync } from 'node:child_process';
import { readProgram } from '../../../network/rules/program-name.ts';
import { tokenize } from '../../../network/rules/tokens.ts';
import { StackStartError } from '../../stack.ts';

/** A rule takes some milliseconds. */
const MILLISECONDS_MAX = 20_000;
/** What makes the tables empty again, chains of the user's and policies included. */
const FLUSHES: Readonly<Record<RuleTool, readonly (readonly string[])[]>> = {
  ebtables: ['filter', 'nat'].map((table) => ['-t', table, '--init-table']),
  arptables: [['-F'], ['-X'], ['-P', 'INPUT', 'ACCEPT'], ['-P', 'OUTPUT', 'ACCEPT'], ['-P', 'FORWARD', 'ACCEPT']],
};

export type RuleTool = 'ebtables' | 'arptables';

/**
 * Which program keeps the rules of a tool: bridges are filtered by nftables on all kernels of today, and only the old
 * arptables has the chain FORWARD.
 */
const PROGRAMS: Readonly<Record<RuleTool, string>> = { ebtables: 'ebtables-nft', arptables: 'arptables-legacy' };
/** The Debian packages that they are in. */
const PACKAGES: Readonly<Record<RuleTool, string>> = { ebtables: 'iptables', arptables: 'arptables' };

/** The tool that a line is for. */
export function toolOf(line: string): RuleTool {
  return wordsOf(line).tool;
}

function wordsOf(line: string): { readonly tool: RuleTool; readonly words: readonly string[] } {
  const read = tokenize(line);
  if (!read.ok) throw new StackStartError(`${line}: ${read.error.message}`);
  const program = readProgram(read.tokens);
  if (!('tool' in program)) throw new StackStartError(`${line}: ${program.message}`);
  return { tool: program.tool, words: read.tokens.slice(program.length).map((each) => each.text) };
}

/**
 * Gives a line to the real tool, word for word, in the namespace that the thread is in. Throws a {@link StackStartError}
 * with what the tool says if it refuses.
 */
export function addRule(machine: string, line: string): void {
  const { tool, words } = wordsOf(line);
  run(tool, words, `${machine}: ${line}`);
}

/** Empties the tables of a tool in the namespace that the thread is in. */
export function flushRules(tool: RuleTool): void {
  for (const words of FLUSHES[tool]) run(tool, words, `${PROGRAMS[tool]} ${words.join(' ')}`);
}

function run(tool: RuleTool, words: readonly string[], what: string): void {
  const { status, error, stderr } = spawnSync(PROGRAMS[tool], words, { encoding: 'utf8', timeout: MILLISECONDS_MAX });
  if (status === 0) return;
  const reason = error === undefined ? stderr.trim() : `it cannot be run (${error.message})`;
  throw new StackStartError(`${what}\n${PROGRAMS[tool]}: ${reason}`);
}

/** What is missing for the lines of a topology, and how to get it; undefined if all is there. */
export function missingTool(
  lines: readonly string[],
): { readonly missing: string; readonly remedy: string } | undefined {
  for (const tool of new Set(lines.map(toolOf))) {
    if (spawnSync(PROGRAMS[tool], ['--version'], { timeout: MILLISECONDS_MAX }).error !== undefined) {
      return { missing: `${PROGRAMS[tool]} is not installed`, remedy: `apt-get install ${PACKAGES[tool]}` };
    }
  }
  return undefined;
}
