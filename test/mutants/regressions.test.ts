/** What real stacks were shipped with: each bug is re-created, found, and its smallest case kept. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { captureOf, pcapngOf } from '../../src/report/pcap.ts';
import { findingKey } from '../../src/runner/finding.ts';
import { runScenario } from '../../src/runner/run.ts';
import { type CaseFile, readCaseFile, serialiseCase } from '../../src/scenario/case-file.ts';
import { findRegression, mutantIn, referenceIn } from './find-regression.ts';
import { MUTANTS } from './index.ts';
import type { Mutant } from './mutant.ts';
import { shippedBugsPage } from './shipped-bugs-page.ts';

const FOLDER = fileURLToPath(new URL('../../traces/regressions/', import.meta.url));
const SHIPPED = MUTANTS.filter(({ origin }) => origin !== undefined);
const BY_NAME = SHIPPED.map((mutant) => [mutant.name, mutant] as const);

function storedCase(name: string): CaseFile {
  const read = readCaseFile(`${FOLDER}${name}.json`);
  if (!read.ok) throw new Error(`${name}: ${read.problems[0]?.message}`);
  return read.case;
}

/** The capture of a case, as it is stored. */
function captureFor(mutant: Mutant, each: CaseFile): Uint8Array {
  const { violation, trace } = mutantIn(mutant, each.scenario)!;
  const property = catalogue.find(({ id }) => id === violation.property)!;
  const caseJson = JSON.stringify(JSON.parse(serialiseCase(each)));
  return pcapngOf(captureOf({ trace, property, violation, caseJson, caseName: mutant.name, application: 'arpcheck' }));
}

/** Another program's opinion; where it has to be there (ARPCHECK_REQUIRE_TSHARK), its absence is a failure. */
function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return (process.env.ARPCHECK_REQUIRE_TSHARK ?? '') !== '';
  }
}

/** A case is found once and kept for ever: only those that are missing are looked for. */
// A command for whoever adds a mutant, and no test.
if (process.env.ARPCHECK_KEEP_REGRESSIONS !== undefined) {
  describe('what is not kept yet is found', () => {
    it.each(BY_NAME)(
      '%s',
      async (name, mutant) => {
        const file = `${FOLDER}${name}`;
        if (!existsSync(`${file}.json`)) {
          const found = await findRegression(mutant);
          expect(found).toBeDefined();
          writeFileSync(`${file}.json`, serialiseCase(found!));
        }
        writeFileSync(`${file}.pcapng`, captureFor(mutant, storedCase(name)));
      },
      120_000,
    );
  });
}

describe('a bug that was shipped', () => {
  it.each(BY_NAME)('%s: the kept case shows it, and the reference stack holds it', (name, mutant) => {
    const each = storedCase(name);
    expect(each).toMatchObject({ property: mutant.killedBy[0], verdict: 'violated' });
    expect(each.profile).toBe(mutant.profile ?? 'rfc826-strict');
    expect(findingKey(mutantIn(mutant, each.scenario)!.violation)).toBe(`${each.property} ${each.mechanism}`);
    expect(referenceIn(mutant, each.scenario).verdict).toBe('held');
    expect(runScenario(each.scenario, { properties: catalogue }).violations).toEqual([]);
  });

  it.each(BY_NAME)('%s: the kept capture is that of its case', (name, mutant) => {
    const stored = readFileSync(`${FOLDER}${name}.pcapng`);
    expect(Buffer.compare(stored, captureFor(mutant, storedCase(name)))).toBe(0);
  });

  it('has files of its own, and says where it was seen', () => {
    const files = SHIPPED.flatMap(({ name }) => [`${name}.json`, `${name}.pcapng`]);
    expect(readdirSync(FOLDER).sort()).toEqual(files.sort());
    expect(SHIPPED.filter(({ origin }) => !/^https:\/\/.*[^/]$/.test(origin!.link))).toEqual([]);
    expect(SHIPPED.filter(({ origin }) => !/\.$/.test(origin!.bug))).toEqual([]);
  });

  it('docs/shipped-bugs.md is up to date; `npx vitest run test/mutants/regressions.test.ts --update` renews it', async () => {
    const bugs = SHIPPED.map((mutant) => ({ mutant, case: storedCase(mutant.name) }));
    await expect(shippedBugsPage(bugs)).toMatchFileSnapshot('../../docs/shipped-bugs.md');
  });
});

describe.skipIf(!hasTshark())('Wireshark', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-regressions-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds the violation in every capture', () => {
    // A capture may have many sections, so that one call reads all of them.
    const all = path.join(folder, 'all.pcapng');
    writeFileSync(all, Buffer.concat(SHIPPED.map(({ name }) => readFileSync(`${FOLDER}${name}.pcapng`))));
    const fields = ['-T', 'fields', '-e', 'frame.section_number', '-e', 'frame.comment'];
    const read = execFileSync('tshark', ['-r', all, '-Y', 'frame.comment contains "VIOLATION"', ...fields], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const found = read.trimEnd().split('\n');
    const expected = SHIPPED.map(({ killedBy: [id] }, index) => `${index + 1}\tVIOLATION ${id}:`);
    expect(found.map((line) => line.slice(0, line.indexOf(':') + 1))).toEqual(expected);
  });
});
