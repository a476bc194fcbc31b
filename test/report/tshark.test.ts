import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOf, pcapngOf, pcapOf } from '../../src/report/pcap.ts';
import { PROPERTY, runBubble } from './bubble.ts';

const [TSHARK, CAPINFOS] = ['tshark', 'capinfos'];

/** Another program's opinion; where it has to be there (ARPCHECK_REQUIRE_TSHARK), its absence is a failure. */
function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return (process.env.ARPCHECK_REQUIRE_TSHARK ?? '') !== '';
  }
}

describe.skipIf(!isThere(TSHARK) || !isThere(CAPINFOS))('Wireshark, on the capture of a violation', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-tshark-'));
  const [pcapng, pcap] = [path.join(folder, 'bug.pcapng'), path.join(folder, 'bug.pcap')];

  beforeAll(() => {
    const { trace, violation, case: each } = runBubble();
    const rest = { caseJson: JSON.stringify(each), caseName: 'bug', application: 'arpcheck 0.1.0' };
    const reported = captureOf({ trace, violation, property: PROPERTY, ...rest });
    writeFileSync(pcapng, pcapngOf(reported));
    writeFileSync(pcap, pcapOf(reported));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('reads frames, interfaces, directions and comments as they were meant', () => {
    const fields = ['frame.number', 'frame.time_epoch', 'frame.interface_name', 'frame.packet_flags_direction'];
    const columns = [...fields, '_ws.col.Info', 'frame.comment'].flatMap((field) => ['-e', field]);
    expect(tshark(pcapng, '-T', 'fields', ...columns).split('\n')).toMatchInlineSnapshot(`
      [
        "1	0.000000000	VM-2.eth0	0x00000002	Who has 169.254.1.1? Tell 10.0.1.2	",
        "2	0.000002000	VM-2.eth0	0x00000001	169.254.1.1 is at 02:00:00:00:00:02	",
        "3	0.000002000	VM-2.eth0	0x00000002	Echo (ping) request  id=0x0001, seq=1/256, ttl=64	",
        "4	0.000006000	VM-2.eth0	0x00000001	169.254.1.1 is at 02:00:00:00:00:01	",
        "5	1.001006000	dropped		Who has 169.254.1.1? Tell 10.0.1.1	DROPPED ebtables nat PREROUTING rule 1: arpreply (at BM-1.veth1)",
        "6	1.001007000	BM-1.veth1	0x00000002	169.254.1.1 is at 02:00:00:00:00:01	",
        "7	1.001008000	VM-1.eth0	0x00000002	Echo (ping) request  id=0x0002, seq=1/256, ttl=64	",
        "8	1.001009000	BM-1.br0	0x00000002	Who has 10.0.1.1? Tell 169.254.1.1 (duplicate use of 169.254.1.1 detected!)	VIOLATION host-scope.never-learned-off-host: expected: 169.254.1.1 on VM-2 maps to a MAC address of BM-2; received: it maps to 02:00:00:00:00:01 of BM-1; this frame reached VM-2.eth0 at 1.001012 s",
        "9	1.001010000	VM-1.eth0	0x00000002	10.0.1.1 is at 02:00:00:00:01:01 (duplicate use of 169.254.1.1 detected!)	",
        "10	1.001011000	BM-1.br0	0x00000002	Echo (ping) reply    id=0x0002, seq=1/256, ttl=64 (request in 7)",
      ]
    `);
  });

  test('finds the violation by its comment, and sees the duplicate address for itself', () => {
    const found = tshark(pcapng, '-Y', 'frame.comment contains "VIOLATION"', '-T', 'fields', '-e', 'frame.number');
    expect(found).toBe('8');
    const duplicates = tshark(pcapng, '-Y', 'arp.duplicate-address-detected', '-T', 'fields', '-e', 'frame.number');
    expect(duplicates.split('\n')).toContain('8');
  });

  test('reads the same frames from the pcap', () => {
    const columns = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', '_ws.col.Info'];
    expect(tshark(pcap, ...columns)).toBe(tshark(pcapng, ...columns));
  });

  test('shows the section comments and the application in the properties of the file', () => {
    const output = execFileSync(CAPINFOS, [pcapng], { encoding: 'utf8' });
    expect(output).toMatch(/^Capture application: +arpcheck 0\.1\.0$/m);
    expect(output).toMatch(/^Capture comment: +VIOLATION host-scope\.never-learned-off-host \(MUST\)/m);
    expect(output).toMatch(/Replay: npx arpcheck replay bug\.pcapng/);
    expect(output).toMatch(/^Strict time order: +True$/m);
  });
});

function tshark(file: string, ...options: readonly string[]): string {
  // No profile of whoever runs the tests, no names from the machine's files.
  const environment = { ...process.env, HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' };
  return execFileSync(TSHARK, ['-n', '-r', file, ...options], {
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
