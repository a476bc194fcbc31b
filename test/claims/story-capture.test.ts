import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { VERSION } from '../../src/report/version.ts';
import { writeCase } from '../../src/report/write-case.ts';
import { caseOf } from '../../src/runner/finding-case.ts';
import { runScenario } from '../../src/runner/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { LOCAL_IP, storyRack } from './story-rack.ts';

const GOLDEN = fileURLToPath(new URL('../../traces/golden/', import.meta.url));
const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const mayRun = hasTshark || process.env.ARPCHECK_REQUIRE_TSHARK !== undefined;

/** The demonstration of the story: VM-3 has an entry; VM-1 talks to LOCAL_IP; VM-3 talks to it again. */
const STORY: Scenario = {
  version: 1,
  topology: storyRack(),
  steps: [
    { do: 'ping', from: 'VM-3', to: LOCAL_IP },
    { do: 'wait', ms: 1500 },
    { do: 'metric', from: 'VM-1', to: LOCAL_IP, by: 'tcp' },
    { do: 'metric', from: 'VM-3', to: LOCAL_IP, by: 'tcp' },
  ],
};

/** Runs the story and writes its case and captures. */
function tell(out: string): ReturnType<typeof writeCase> {
  const { trace, violations } = runScenario(STORY, { properties: catalogue, record: true });
  const violation = violations.find((each) => each.property === neverLearnedOffHost.id)!;
  const origin = { stack: 'reference:linux', stackVersion: VERSION, seed: 0 };
  const stored = caseOf(STORY, violation, origin);
  return writeCase({ case: stored, property: neverLearnedOffHost, violation, trace, out, vantage: 'once' });
}

describe('the capture of the story', () => {
  it.skipIf(!mayRun)('reads in tshark as traces/golden/arp-bubble.tshark.txt', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'arpcheck-story-'));
    const files = tell(out);
    const fields = [
      'frame.number',
      'frame.time_relative',
      'frame.interface_name',
      'eth.src',
      'eth.dst',
      '_ws.col.Protocol',
      '_ws.col.Info',
      'frame.comment',
    ];
    const { stdout } = spawnSync(
      'tshark',
      ['-n', '-r', files.pcapng, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      { encoding: 'utf8' },
    );
    await expect(stdout).toMatchFileSnapshot(`${GOLDEN}arp-bubble.tshark.txt`);
    rmSync(out, { recursive: true });
  });

  it('is traces/golden/arp-bubble.pcapng, byte by byte', () => {
    const out = mkdtempSync(path.join(tmpdir(), 'arpcheck-story-'));
    const files = tell(out);
    for (const extension of ['json', 'pcapng', 'pcap'] as const) {
      const made = readFileSync(extension === 'json' ? files.case : files[extension]);
      // After a change that is meant: ARPCHECK_WRITE_GOLDEN=1 npx vitest run test/claims/story-capture.test.ts
      if (process.env.ARPCHECK_WRITE_GOLDEN !== undefined) writeFileSync(`${GOLDEN}arp-bubble.${extension}`, made);
      const golden = readFileSync(`${GOLDEN}arp-bubble.${extension}`);
      expect(made.equals(golden), `arp-bubble.${extension} differs`).toBe(true);
    }
    rmSync(out, { recursive: true });
  });
});
