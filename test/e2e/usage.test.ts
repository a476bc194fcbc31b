import { describe, expect, test } from 'vitest';
import { serialiseCase } from '../../src/scenario/case-file.ts';
import { BUBBLE, runBubble } from '../report/bubble.ts';
import { Workspace } from './workspace.ts';

const work = new Workspace();

describe('arpcheck', () => {
  test('tells its commands and its version', () => {
    expect(work.run(['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(work.run(['--help']).stdout).toMatch(/fuzz[\s\S]*replay[\s\S]*properties/);
    expect(work.run(['fuzz', '--help']).stdout).toContain('--seed <number>');
    expect(work.run(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('without a command shows the help and fails', () => {
    expect(work.run([])).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('Usage: arpcheck') });
  });

  test.each([
    [['fuz'], "unknown command 'fuz'\n(Did you mean fuzz?)"],
    [['fuzz', '--sed', '1'], "unknown option '--sed'\n(Did you mean --seed?)"],
    [['fuzz', 'extra'], 'too many arguments'],
    [
      ['fuzz', '--seed', 'x'],
      "option '--seed <number>' argument 'x' is invalid. Give a whole number from 0 to 4294967295.",
    ],
    [['fuzz', '--runs', '0'], 'Give a whole number from 1'],
    [['fuzz', '--max-time', '30'], 'Give a time with its unit: 500ms, 30s, 2m, 1h.'],
    [['fuzz', '--hosts', '65'], 'Give a whole number from 1 to 64'],
    [['fuzz', '--traffic', 'evil'], 'Allowed choices are honest, all.'],
    [['fuzz', '--profile', 'windows'], 'Profiles are rfc826-strict, host-5227, linux'],
    [['fuzz', '--stack', 'exek:./mine'], 'Did you mean exec?'],
    [
      ['fuzz', '--stack', 'reference:linux', '--profile', 'rfc826-strict'],
      '--stack reference:linux and --profile rfc826-strict contradict each other',
    ],
    [
      ['fuzz', '--stack', 'reference', '--hosts', '3'],
      "option '--stack <name>' cannot be used with option '--hosts <number>'",
    ],
    [['fuzz', '--demo', '--strict'], "option '--demo' cannot be used with option '--strict'"],
    [['fuzz', '--property', 'host-scoop.never'], 'did you mean host-scope.never-learned-off-host?'],
    [['fuzz', '--topology', 'nowhere.yaml'], 'error: nowhere.yaml: there is no such file'],
    [['fuzz', '--out', '/dev/null/x'], '/dev/null/x: cannot be written to (/dev/null: not a directory)'],
    [['fuzz', '--json', '/dev/null/x/y.json'], '/dev/null/x: cannot be written to (/dev/null: not a directory)'],
    [['replay'], "missing required argument 'case'"],
    [['replay', 'nowhere.json'], 'error: nowhere.json: there is no such file'],
    [['properties', 'network.convergse'], 'did you mean network.converges?'],
  ])('%j is a mistake', (args, message) => {
    const { exitCode, stderr, stdout } = work.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(message);
  });
});

const RACK = `version: 1
hosts:
  - name: BM-1
    interfaces:
      - name: eth0
        mac: 02:00:00:00:00:01
        addresses: [10.0.0.1/24]
  - name: BM-2
    interfaces:
      - name: eth0
        mac: 02:00:00:00:00:02
        addresses: [10.0.0.2/24]
switches:
  - name: tor
cables:
  - [BM-1.eth0, tor]
  - [BM-2.eth0, tor]
`;

describe('a topology file that is wrong is refused with the line', () => {
  test.each([
    ['unknown key', 'addresses: [10.0.0.1/24]', 'adresses: [10.0.0.1/24]', ':7:9: '],
    ['wrong MAC', 'mac: 02:00:00:00:00:01', 'mac: 02:00:00:00:01', ':6:14: '],
    ['duplicate MAC', '00:00:02\n', '00:00:01\n', ':11:14: '],
    ['cable to nowhere', 'BM-2.eth0, tor', 'BM-3.eth0, tor', ':17:6: '],
    ['no YAML', 'version: 1', 'version: [1', 'rack.yaml:'],
  ])('%s', (_name, from, to, place) => {
    work.write('rack.yaml', RACK.replace(from, to));
    const { exitCode, stderr } = work.run(['fuzz', '--topology', 'rack.yaml']);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/^error: rack\.yaml:\d+:\d+: /);
    expect(stderr).toContain(place);
  });

  test('an unsupported rule', () => {
    const rule = "    rules: ['ebtables -A FORWARD -p IPv4 -j mark --mark-set 1']\n";
    work.write('rack.yaml', RACK.replace('  - name: BM-2\n', `${rule}  - name: BM-2\n`));
    const { exitCode, stderr } = work.run(['fuzz', '--topology', 'rack.yaml']);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/^error: rack\.yaml:8:\d+: /);
  });

  test('and one that is right is not', () => {
    work.write('rack.yaml', RACK);
    const { exitCode, stdout } = work.run([
      'fuzz',
      '--topology',
      'rack.yaml',
      '--runs',
      '30',
      '--property',
      'network.no',
      '--seed',
      '1',
    ]);
    expect(stdout).toContain('random traffic on rack.yaml');
    expect(exitCode).toBe(0);
  });
});

describe('a case file that is wrong is refused with the line', () => {
  const text = serialiseCase(runBubble().case);

  test.each([
    ['truncated', text.slice(0, text.length / 2)],
    ['no case', '{ "version": 1 }'],
    ['of another time', text.replace('"version": 1', '"version": 99')],
    ['with a step that is none', text.replace('"ping"', '"pign"')],
  ])('%s', (_name, broken) => {
    work.write('case.json', broken);
    const { exitCode, stderr } = work.run(['replay', 'case.json']);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/^error: case\.json:\d+:\d+: /);
  });

  test('of an unknown property, or of a stack that is not there', () => {
    const one = runBubble().case;
    work.write('case.json', serialiseCase({ ...one, property: 'host-scope.never-learnt-off-host', scenario: BUBBLE }));
    const { exitCode, stderr } = work.run(['replay', 'case.json']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('case.json: there is no property "host-scope.never-learnt-off-host"; did you mean');
    work.write('case.json', serialiseCase({ ...one, stack: 'exek:./mine' }));
    const other = work.run(['replay', 'case.json']);
    expect(other.exitCode).toBe(64);
    expect(other.stderr).toContain(
      'case.json: made with the stack "exek:./mine". No stack is called "exek". Did you mean exec?',
    );
  });
});
