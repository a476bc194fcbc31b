import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pcapngBytes } from '../../src/pcap-writer/index.ts';
import { writeCase } from '../../src/report/write-case.ts';
import { serialiseCase } from '../../src/scenario/case-file.ts';
import { BUBBLE, PROPERTY, runBubble } from '../report/bubble.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();
const bubble = runBubble();
const GOLDEN = path.resolve(import.meta.dirname, '../../traces/golden');
/** A name that a shell would take apart. */
const FOLDER = "it's a case";
/** Programs that stand in for Wireshark, and nothing else. */
const [FAKE, BROKEN, NOTHING] = ['fake', 'broken', 'nothing'];

function named(extension: string): string {
  return path.join(FOLDER, `bug.${extension}`);
}

beforeAll(() => {
  const files = writeCase({ ...bubble, property: PROPERTY, out: work.path('out'), vantage: 'once' });
  mkdirSync(work.path(FOLDER));
  copyFileSync(files.case, work.path(named('json')));
  copyFileSync(files.pcapng, work.path(named('pcapng')));
  copyFileSync(files.pcap, work.path(named('pcap')));
  program(FAKE, `printf '%s\\n' "$WIRESHARK_CONFIG_DIR" "$@" > seen.txt`);
  program(BROKEN, 'exit 7');
  mkdirSync(work.path(NOTHING));
});

function program(folder: string, script: string): void {
  mkdirSync(work.path(folder));
  const file = work.path(path.join(folder, 'wireshark'));
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function line(stdout: string, label: string): string {
  return new RegExp(`^${label} +(.*)$`, 'm').exec(stdout)![1]!;
}

describe('arpcheck open prints a command that opens the capture at the packet that decides', () => {
  test.each(['json', 'pcapng', 'pcap'])('of a .%s', (extension) => {
    const { exitCode, stdout } = work.run(['open', named(extension)]);
    expect(exitCode).toBe(0);
    expect(line(stdout, 'capture')).toBe(`${named('pcapng')}   (frame 8)`);
    expect(line(stdout, 'comment')).toMatch(/^VIOLATION host-scope\.never-learned-off-host: expected: /);
    const { status } = spawnSync('/bin/sh', ['-c', line(stdout, 'wireshark')], {
      cwd: work.folder,
      env: { PATH: work.path(FAKE) },
    });
    expect(status).toBe(0);
    const configuration = work.path('arpcheck-out/wireshark');
    expect(work.read('seen.txt').trimEnd().split('\n')).toEqual([
      configuration,
      ...['-C', 'arpcheck', '-g', '8', '-r', named('pcapng')],
    ]);
    expect(existsSync(path.join(configuration, 'profiles/arpcheck/colorfilters'))).toBe(true);
  });

  test('of the golden case', () => {
    const { stdout } = work.run(['open', path.join(GOLDEN, 'arp-bubble.json')]);
    expect(line(stdout, 'wireshark')).toContain(' -C arpcheck -g 10 -r ');
  });

  test('of a capture that check wrote comments into', () => {
    const { stdout: found } = work.run(['check', path.join(GOLDEN, 'arp-bubble.pcap'), '--write', 'annotated.pcapng']);
    const { exitCode, stdout } = work.run(['open', 'annotated.pcapng']);
    expect(exitCode).toBe(0);
    expect(line(stdout, 'comment')).toMatch(/^VIOLATION capture\./);
    const frame = /\(frame (\d+)\)/.exec(line(stdout, 'capture'))![1]!;
    expect(found).toContain(frame);
  });

  test.skipIf(spawnSync('tshark', ['--version']).status !== 0 && process.env.ARPCHECK_REQUIRE_TSHARK === undefined)(
    'and one for tshark, which lists the comments',
    () => {
      const { stdout } = work.run(['open', named('json')]);
      const listed = spawnSync('/bin/sh', ['-c', line(stdout, 'tshark')], { cwd: work.folder, encoding: 'utf8' });
      expect(listed.stdout.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^5\tDROPPED ebtables /),
        expect.stringMatching(/^8\tVIOLATION host-scope\.never-learned-off-host: /),
      ]);
    },
  );
});

describe('arpcheck open makes a capture that is missing', () => {
  test('by replaying the case', () => {
    work.write('alone.json', serialiseCase(bubble.case));
    const { exitCode, stdout } = work.run(['open', 'alone.json', '--out', 'made']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^There is no capture beside alone\.json\. It is replayed to make one\.\n\n✗ FAILED {2}alone\.json\n/,
    );
    const capture = /^(.*\.pcapng) {3}\(frame 8\)$/.exec(line(stdout, 'capture'))![1]!;
    expect(capture).toMatch(/^made[/]host-scope\.never-learned-off-host[/]/);
    expect(existsSync(work.path(capture))).toBe(true);
  });

  test('also if the one beside it is of another case', () => {
    work.write('changed.json', serialiseCase({ ...bubble.case, scenario: { ...BUBBLE, steps: [...BUBBLE.steps] } }));
    copyFileSync(path.join(GOLDEN, 'arp-bubble.pcapng'), work.path('changed.pcapng'));
    expect(line(work.run(['open', 'changed.json']).stdout, 'capture')).toMatch(/^arpcheck-out.*\(frame 8\)$/);
  });

  test('unless it violates nothing any more', () => {
    const scenario = { ...BUBBLE, steps: BUBBLE.steps.slice(0, 1) };
    work.write('fixed.json', serialiseCase({ ...bubble.case, scenario }));
    const { exitCode, stderr } = work.run(['open', 'fixed.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('fixed.json: nothing is violated any more, so there is no capture to open');
  });
});

describe('arpcheck open --run', () => {
  test('runs the command', () => {
    const { exitCode } = work.run(['open', named('json'), '--run', '--out', 'run'], { PATH: work.path(FAKE) });
    expect(exitCode).toBe(0);
    expect(work.read('seen.txt')).toBe(`${work.path('run/wireshark')}\n-C\narpcheck\n-g\n8\n-r\n${named('pcapng')}\n`);
  });

  test('says what is missing, and how to get it', () => {
    const environment = { PATH: work.path(NOTHING) };
    const { exitCode, stdout, stderr } = work.run(['open', named('json'), '--run'], environment);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringMatching(/^error: Wireshark is not installed here: apt-get install wireshark .*macOS/),
    });
    expect(line(stdout, 'wireshark')).toContain(' wireshark -C arpcheck -g 8 -r ');
    expect(work.run(['open', named('json')], environment)).toMatchObject({ exitCode: 0 });
  });

  test('says that it failed', () => {
    const { exitCode, stderr } = work.run(['open', named('json'), '--run'], { PATH: work.path(BROKEN) });
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: 'error: wireshark ended with exit code 7\n' });
  });
});

describe('arpcheck open refuses', () => {
  beforeAll(() => {
    copyFileSync(path.join(GOLDEN, 'arp-bubble.pcap'), work.path('lone.pcap'));
    const packet = { interfaceId: 0, timestampNs: 0n, data: new Uint8Array(60) };
    writeFileSync(work.path('plain.pcapng'), pcapngBytes([{ name: 'eth0' }], [packet]));
    work.write('broken.pcapng', 'no capture');
    work.write('other.json', '{}');
  });

  test.each([
    [['nowhere.json'], 'error: nowhere.json: there is no such file'],
    [[FAKE], 'error: fake: this is a folder; name a case in it'],
    [['lone.pcap'], 'lone.pcap: a pcap file has no room for comments, and neither lone.pcapng nor lone.json'],
    [['plain.pcapng'], '`npx arpcheck check plain.pcapng --write annotated.pcapng` makes one that has them'],
    [['broken.pcapng'], 'error: broken.pcapng: '],
    [['other.json'], 'error: other.json:1:'],
    [[], "missing required argument 'case'"],
    [['plain.pcapng', 'other.json'], 'too many arguments'],
    [['plain.pcapng', '--rum'], "unknown option '--rum'\n(Did you mean --run?)"],
    [[path.join(GOLDEN, 'arp-bubble.json'), '--out', '/dev/null/x'], '/dev/null/x: cannot be written to'],
  ])('%j', (args, message) => {
    const { exitCode, stdout, stderr } = work.run(['open', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(message);
  });
});
