import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCases } from '../../src/cli/find-cases.ts';
import { pcapngBytes } from '../../src/pcap-writer/index.ts';
import { type CaseFiles, writeCase } from '../../src/report/write-case.ts';
import { caseId } from '../../src/runner/case-id.ts';
import { UsageError } from '../../src/runner/usage-error.ts';
import { PROPERTY, runBubble } from '../report/bubble.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-find-'));
const bubble = runBubble();
let files: CaseFiles;

beforeAll(() => {
  files = writeCase({ ...bubble, property: PROPERTY, out: path.join(folder, 'out'), vantage: 'once' });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('cases are found', () => {
  test('in case files and captures, and are the case that was written', () => {
    expect(path.basename(files.case)).toBe(`${caseId(bubble.case)}.json`);
    for (const file of [files.case, files.pcapng])
      expect(findCases([file])).toEqual([{ path: file, case: bubble.case }]);
  });

  test('in folders: files first by name, no case twice, and what is no case is passed over', () => {
    const mixed = path.join(folder, 'mixed');
    mkdirSync(path.join(mixed, 'a-folder'), { recursive: true });
    copyFileSync(files.case, path.join(mixed, 'b.json'));
    copyFileSync(files.pcapng, path.join(mixed, 'b.pcapng'));
    copyFileSync(files.pcapng, path.join(mixed, 'a-folder', 'alone.pcapng'));
    writeFileSync(path.join(mixed, 'result.json'), '{"version":1}');
    writeFileSync(path.join(mixed, 'notes.txt'), 'x');
    const found = findCases([mixed]).map((each) => path.relative(mixed, each.path));
    expect(found).toEqual([path.join('a-folder', 'alone.pcapng'), 'b.json']);
  });
});

describe('what is no case is refused by name', () => {
  const write = (name: string, contents: string | Uint8Array): string => {
    const file = path.join(folder, name);
    writeFileSync(file, contents);
    return file;
  };

  test.each([
    ['nothing.json', undefined, 'nothing.json: there is no such file'],
    ['nothing.pcapng', undefined, 'nothing.pcapng: there is no such file'],
    ['old.pcap', '', 'old.pcap: a pcap file has no room for its case; replay the .pcapng or .json beside it'],
    ['other.json', '{}', 'other.json:1:1: this is not a case file'],
    ['bare.pcapng', pcapngBytes([], []), 'bare.pcapng: no case in the comments of this capture'],
    ['noise.pcapng', 'abcdefgh', 'noise.pcapng: byte 0: '],
    ['broken.pcapng', pcapngBytes([], [], { comments: ['{"kind": "x"}'] }), 'broken.pcapng (section comment):1:'],
  ])('%s', (name, contents, message) => {
    const file = contents === undefined ? path.join(folder, name) : write(name, contents);
    expect(() => findCases([file])).toThrow(UsageError);
    expect(() => findCases([file])).toThrow(message);
  });

  test('an empty folder', () => {
    const empty = path.join(folder, 'empty');
    mkdirSync(empty);
    expect(() => findCases([empty])).toThrow('empty: no case in this folder');
  });
});
