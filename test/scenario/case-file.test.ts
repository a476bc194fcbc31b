import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Verdict } from '../../src/monitor/index.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import {
  type CaseFile,
  type CaseVerdict,
  parseCase,
  readCaseFile,
  serialiseCase,
} from '../../src/scenario/case-file.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { isScenario } from '../../src/scenario/scenario-check.ts';
import { PING, toldOfCase as told } from './ping-case.ts';
import { formatted } from './told.ts';

const SEED = 826;

describe('writing', () => {
  test('a case, laid out for people', () => {
    expect(serialiseCase(PING)).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "kind": "arpcheck-case",
        "property": "rfc826.replies-to-requests",
        "mechanism": "silence",
        "circumstances": ["arpreply", "proxy"],
        "profile": "linux",
        "stack": "exec:./my-stack",
        "stackVersion": "1.2.3",
        "seed": 42,
        "run": 7,
        "verdict": "violated",
        "message": "no reply to \\"who has 10.0.0.1?\\"\\n\\tfor 3 s – ever 🦆",
        "scenario": {
          "version": 1,
          "topology": {
            "version": 1,
            "hosts": [
              {
                "name": "sut",
                "interfaces": [{ "name": "eth0", "mac": "02:00:00:00:00:01", "addresses": ["10.0.0.1/8"] }]
              },
              {
                "name": "tester",
                "kind": "tester",
                "interfaces": [{ "name": "eth0", "mac": "02:00:00:00:00:ff" }]
              }
            ],
            "cables": [["sut.eth0", "tester.eth0"]]
          },
          "steps": [
            { "do": "wait", "ms": 1000 },
            {
              "do": "arp",
              "from": "tester.eth0",
              "operation": 1,
              "senderMac": "02:00:00:00:00:ff",
              "senderIp": "10.0.0.2",
              "targetMac": "00:00:00:00:00:00",
              "targetIp": "10.0.0.1"
            },
            { "do": "faults", "cable": "sut.eth0", "fates": ["lose", "duplicate", 12] }
          ],
          "heal": true
        }
      }
      "
    `);
  });

  test('the order of keys is that of the format, whatever the order in the value', () => {
    expect(serialiseCase(backwards(PING) as CaseFile)).toBe(serialiseCase(PING));
    expect(Object.keys(backwards(PING) as object)[0]).toBe('scenario');
  });

  test('what a later version may add stays, behind what is known, and absent keys are left out', () => {
    const later = { zeal: 1, ...PING, added: [], message: undefined } as unknown as CaseFile;
    const text = serialiseCase(later);
    expect(Object.keys(JSON.parse(text))).toEqual([
      ...Object.keys(PING).filter((each) => each !== 'message'),
      'added',
      'zeal',
    ]);
  });

  test('is JSON', () => {
    expect(JSON.parse(serialiseCase(PING))).toEqual(PING);
  });
});

/** The same value with its keys in the opposite order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, backwards(each)]),
  );
}

describe('round trips', () => {
  const text = fc.string({ unit: 'grapheme' });
  const cases = fc.record(
    {
      version: fc.constant(1 as const),
      kind: fc.constant('arpcheck-case' as const),
      property: fc.string({ minLength: 1 }),
      mechanism: text,
      circumstances: fc.array(text, { maxLength: 4 }),
      profile: fc.constantFrom('linux', 'rfc826-strict'),
      stack: text,
      stackVersion: text,
      seed: fc.integer(),
      run: fc.nat(),
      verdict: fc.constantFrom<CaseVerdict[]>('held', 'violated', 'vacuous', 'inconclusive', 'unsupported'),
      message: fc.string({ unit: 'binary' }),
      scenario: fc.oneof(rackScenario({ hostsMax: 8 }), singleStackScenario()) as fc.Arbitrary<Scenario>,
    },
    { requiredKeys: ['version', 'kind', 'property', 'stack', 'stackVersion', 'seed', 'verdict', 'scenario'] },
  ) as fc.Arbitrary<CaseFile>;

  test(`a written case reads as the same case (seed ${SEED})`, () => {
    fc.assert(
      fc.property(cases, (each) => {
        const written = serialiseCase(each);
        expect(written.endsWith('}\n')).toBe(true);
        const parsed = parseCase(written, 'bug.json');
        expect(parsed).toEqual({ ok: true, case: each });
        if (parsed.ok) expect(serialiseCase(parsed.case)).toBe(written);
        expect(serialiseCase(backwards(each) as CaseFile)).toBe(written);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test(`generated scenarios are scenarios (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.oneof(rackScenario() as fc.Arbitrary<Scenario>, singleStackScenario()), (scenario) =>
        isScenario(scenario),
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  test(`any text is read without an exception (seed ${SEED})`, () => {
    const written = serialiseCase(PING);
    const spoilt = fc
      .tuple(
        fc.nat(written.length),
        fc.nat(20),
        fc.constantFrom('', '"', '{', ']', ',', '\\', '1', 'null', '\u0000', ' '),
      )
      .map(([at, length, put]) => written.slice(0, at) + put + written.slice(at + length));
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.string(), fc.json()), (text) => {
        const parsed = parseCase(text, 'bug.json');
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of parsed.problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message).toMatch(/^\S[^\n]*$/);
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

describe('truncated files', () => {
  const bytes = Buffer.from(serialiseCase(PING));

  test('at every byte: one problem, at the end of what is there', () => {
    // Without the line end, the file is still whole.
    for (let length = 1; length < bytes.length - 1; length++) {
      const text = new TextDecoder('utf-8').decode(bytes.subarray(0, length), { stream: true });
      const parsed = parseCase(text, 'bug.json');
      const lines = text.split('\n');
      expect(parsed).toEqual({
        ok: false,
        problems: [
          {
            file: 'bug.json',
            line: lines.length,
            column: lines.at(-1)!.length + 1,
            message: 'the file ends in the middle of a value',
            hint: 'is it truncated?',
          },
        ],
      });
    }
    expect(parseCase(bytes.subarray(0, -1).toString(), 'bug.json').ok).toBe(true);
  });

  test('on disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'arpcheck-test-'));
    try {
      const path = join(folder, 'bug.json');
      writeFileSync(path, bytes);
      expect(readCaseFile(path)).toEqual({ ok: true, case: PING });
      // In the middle of the duck, which is four bytes.
      writeFileSync(path, bytes.subarray(0, bytes.indexOf('🦆') + 2));
      const cut = readCaseFile(path);
      expect(cut.ok ? 'ok' : formatted(cut.problems).replace(folder, '.')).toMatchInlineSnapshot(
        `"./bug.json:13:67: the file ends in the middle of a value; is it truncated?"`,
      );
      const none = readCaseFile(join(folder, 'none.json'));
      expect(none.ok ? 'ok' : formatted(none.problems).replace(folder, '.')).toMatchInlineSnapshot(
        `"./none.json: there is no such file"`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('empty', () => {
    expect(told('')).toMatchInlineSnapshot(`"bug.json:1:1: the file is empty"`);
    expect(told(' \n\n')).toMatchInlineSnapshot(`"bug.json:1:1: the file is empty"`);
  });
});

test('isScenario', () => {
  expect(isScenario(PING.scenario)).toBe(true);
  expect(isScenario({ ...PING.scenario, steps: [{ do: 'dance' }] })).toBe(false);
  expect(isScenario({ ...PING.scenario, topology: { version: 1, hosts: [], cables: [['a', 'b']] } })).toBe(false);
  for (const value of [undefined, null, 1, 'x', [], {}]) expect(isScenario(value)).toBe(false);
});

test('verdicts of cases are those of monitors', () => {
  expectTypeOf<CaseVerdict>().toEqualTypeOf<Verdict>();
});
