import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JunitSuite, junitXml } from '../../src/report/junit.ts';
import { madeUpExpectation, madeUpRow } from '../runner/made-up-row.ts';

const known = madeUpExpectation('a.c', { mechanism: 'twice', reason: 'It answers twice.' });
const SHOULD = { level: 'SHOULD' } as const;
const SUITE: JunitSuite = {
  stack: 'kernel,arp_accept=1',
  version: 'Linux 6.18',
  profile: 'linux',
  seed: 7,
  seconds: 1.5,
  swept: [{ sweep: 'operations', judged: 512, size: 65_536 }],
  rows: [
    madeUpRow('a.a', 'held'),
    madeUpRow('a.b', 'violated', { unexpected: ['merge'] }),
    madeUpRow('a.c', 'expected', { expectations: [known] }),
    madeUpRow('a.d', 'gone', { expectations: [known], gone: [known] }),
    madeUpRow('a.e', 'vacuous'),
    madeUpRow('a.f', 'vacuous', {}, SHOULD),
    madeUpRow('a.g', 'inconclusive', { reason: 'the harness was late' }),
    madeUpRow('a.h', 'inconclusive', { reason: 'the harness was late' }, SHOULD),
    madeUpRow('a.i', 'unsupported', { reason: 'it cannot be made to send' }),
  ],
  failures: new Map([['a.b', '✗ a.b\n  expected   <this> & "that"']]),
};

test('a suite for each stack, a test case for each property', () => {
  expect(junitXml([SUITE])).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="arpcheck" tests="9" failures="2" errors="2" skipped="3" time="1.500">
      <testsuite name="kernel,arp_accept=1" tests="9" failures="2" errors="2" skipped="3" time="1.500">
        <properties>
          <property name="arpcheck" value="0.1.0"/>
          <property name="version" value="Linux 6.18"/>
          <property name="profile" value="linux"/>
          <property name="seed" value="7"/>
          <property name="sweep operations" value="512 of 65,536"/>
        </properties>
        <testcase classname="a" name="a.a"/>
        <testcase classname="a" name="a.b">
          <failure type="violated" message="by merge">✗ a.b
      expected   &lt;this&gt; &amp; &quot;that&quot;</failure>
        </testcase>
        <testcase classname="a" name="a.c">
          <system-out>known deviation (twice): It answers twice.
    source: its.c
    case: a.c</system-out>
        </testcase>
        <testcase classname="a" name="a.d">
          <failure type="gone" message="no longer shows what is on record: It answers twice.">MUST, a test: Something is so.
    no longer shows what is on record: It answers twice.</failure>
        </testcase>
        <testcase classname="a" name="a.e">
          <error type="vacuous" message="never happened: what the test does">MUST, a test: Something is so.</error>
        </testcase>
        <testcase classname="a" name="a.f">
          <skipped message="never happened: what the test does"/>
        </testcase>
        <testcase classname="a" name="a.g">
          <error type="inconclusive" message="the harness was late">MUST, a test: Something is so.</error>
        </testcase>
        <testcase classname="a" name="a.h">
          <skipped message="the harness was late"/>
        </testcase>
        <testcase classname="a" name="a.i">
          <skipped message="it cannot be made to send"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('a run that was cut short is an error, though all its properties held', () => {
  const xml = junitXml([{ ...SUITE, rows: SUITE.rows.slice(0, 1), cutShort: 'the stack failed: <EOF>' }]);
  expect(xml).toContain('<testsuites name="arpcheck" tests="2" failures="0" errors="1" skipped="0" time="1.500">');
  expect(xml).toContain(`    <testcase classname="arpcheck" name="the run">
      <error type="cut-short" message="the stack failed: &lt;EOF&gt;"/>
    </testcase>
  </testsuite>`);
});

test('a deviation that is gone is told also where another is new', () => {
  const rows = [madeUpRow('a.b', 'violated', { unexpected: ['merge'], gone: [known] })];
  expect(junitXml([{ ...SUITE, rows, failures: new Map() }])).toContain(
    'message="by merge; no longer shows what is on record: It answers twice."',
  );
});

test('totals are sums over suites', () => {
  const xml = junitXml([SUITE, { ...SUITE, stack: 'lwip', rows: SUITE.rows.slice(0, 2) }]);
  expect(xml).toContain('<testsuites name="arpcheck" tests="11" failures="3" errors="2" skipped="3" time="3.000">');
  expect(xml).toContain('<testsuite name="lwip" tests="2" failures="1" errors="0" skipped="0" time="1.500">');
});

test('what XML cannot carry is dropped, the rest is escaped', () => {
  const text = 'a\u0000\u001b[1m]]>\ud800\ufffe\u{1f600}\r\n\t"<&>';
  const xml = junitXml([{ ...SUITE, stack: text, rows: [SUITE.rows[1]!], failures: new Map([['a.b', text]]) }]);
  expect(xml).toContain('name="a[1m]]&gt;\u{1f600}&#13;&#10;&#9;&quot;&lt;&amp;&gt;"');
  expect(xml).toContain('>a[1m]]&gt;\u{1f600}&#13;\n\t&quot;&lt;&amp;&gt;</failure>');
});

/** Another program's opinion on whether it is XML, and what it says. */
const READER = `
import json, sys, xml.etree.ElementTree as tree
def read(xml):
    suite = tree.fromstring(xml.encode())[0]
    return [suite.get('name'), suite.find('testcase/failure').text, suite.find('testcase/failure').get('message')]
print(json.dumps([read(xml) for xml in json.load(sys.stdin)]))
`;
const hasPython = spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status === 0;

// Skipped without python3: there is no other XML parser to ask.
describe.skipIf(!hasPython)('for an XML parser', () => {
  test('any string comes out as it went in, but for what XML cannot carry (seed 1)', () => {
    const any = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), minLength: 1 });
    const ascii = fc.string({ unit: fc.nat(0x7f).map((code) => String.fromCharCode(code)), minLength: 1 });
    const texts = fc.sample(fc.oneof(any, ascii), { seed: 1, numRuns: 300 });
    const files = texts.map((text) => {
      const rows = [madeUpRow('a.b', 'violated', { unexpected: [text] })];
      return junitXml([{ ...SUITE, stack: text, rows, failures: new Map([['a.b', `-${text}`]]) }]);
    });
    const { stdout, stderr } = spawnSync('python3', ['-c', READER], { input: JSON.stringify(files), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(texts.map(kept).map((text) => [text, `-${text}`, `by ${text}`]));
  });

  /** Character by character, as in section 2.2 of XML 1.0. */
  function kept(text: string): string {
    return [...text].filter((each) => isCharacter(each.codePointAt(0)!)).join('');
  }

  function isCharacter(code: number): boolean {
    if (code < 0x20) return [0x09, 0x0a, 0x0d].includes(code);
    return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
  }
});
