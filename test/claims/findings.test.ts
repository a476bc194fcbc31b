import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { writeCase } from '../../src/report/write-case.ts';
import { replayCase } from '../../src/runner/replay.ts';
import { readCaseFile } from '../../src/scenario/case-file.ts';
import { FINDINGS } from './write-findings.ts';

describe('what the claims found is kept', () => {
  const names = existsSync(FINDINGS) ? readdirSync(FINDINGS, { recursive: true, encoding: 'utf8' }) : [];
  const cases = names.filter((name) => name.endsWith('.json'));

  it('there are some', () => {
    expect(cases.length).toBeGreaterThan(5);
  });

  it.each(cases)('%s violates its property by its mechanism, and its captures are these bytes', (name) => {
    const stored = readCaseFile(FINDINGS + name);
    if (!stored.ok) throw new Error(JSON.stringify(stored.problems));
    const property = catalogue.find((each) => each.id === stored.case.property)!;
    const replay = replayCase(stored.case, property);
    expect(replay.outcome).toBe('failed');
    expect(replay.violation?.mechanism).toBe(stored.case.mechanism);
    const out = mkdtempSync(path.join(tmpdir(), 'arpcheck-claims-'));
    const { violation, result } = replay;
    const files = writeCase({
      case: stored.case,
      property,
      violation: violation!,
      trace: result.trace,
      out,
      vantage: 'once',
    });
    for (const extension of ['json', 'pcapng', 'pcap']) {
      const kept = readFileSync((FINDINGS + name).replace(/json$/, extension));
      expect(readFileSync(files.case.replace(/json$/, extension)).equals(kept)).toBe(true);
    }
    rmSync(out, { recursive: true });
  });
});
