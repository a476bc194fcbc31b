import path from 'node:path';
import { expect, it } from 'vitest';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { EchoFilter } from '../../src/check/echo-filter.ts';
import { FINDINGS_MAX, OCCURRENCES_MAX } from '../../src/check/finding-book.ts';
import { Generations } from '../../src/check/generations.ts';
import { EVENTS_MAX } from '../../src/check/property-judge.ts';
import { STRANGERS_MAX } from '../../src/check/scene.ts';
import { pcapBytes, pcapngBytes } from '../../src/pcap-writer/index.ts';
import { captureOf as reportedCaptureOf } from '../../src/report/pcap.ts';
import { runScenario } from '../../src/runner/run.ts';
import { readCaseFile } from '../../src/scenario/case-file.ts';
import { asks, type Claim, checkBytes, checkFrames, mac, station, type Timed } from './checked.ts';

const read = readCaseFile(path.resolve(import.meta.dirname, '../../traces/golden/arp-bubble.json'));
if (!read.ok) throw new Error('the golden case cannot be read');
const { scenario } = read.case;
const { trace, violations } = runScenario(scenario, { properties: [neverLearnedOffHost], record: true });
const everything = reportedCaptureOf({
  trace,
  property: neverLearnedOffHost,
  violation: violations[0]!,
  caseJson: '{}',
  caseName: 'x',
  application: 'x',
  vantage: 'all',
});

/** What the capture of one interface gives, without the case in it. */
function from(name: string, options: { readonly named: boolean; readonly directed: boolean }): readonly string[] {
  const id = everything.interfaces.findIndex((each) => each.name === name);
  const packets = everything.packets
    .filter((each) => each.interfaceId === id)
    .map(({ timestampNs, data, direction }) => ({
      interfaceId: 0,
      timestampNs,
      data,
      ...(options.directed ? { direction } : {}),
    }));
  const bytes = options.named ? pcapngBytes([{ name }], packets) : pcapBytes(packets);
  const at = options.named ? undefined : name;
  const { findings } = checkBytes(bytes, { topology: scenario.topology, at });
  return findings.map((each) => `${each.id} ${each.subject} ${each.mechanism} ${each.confidence}`);
}

it('says of the bubble what each place can say', () => {
  const names = everything.interfaces.map((each) => each.name!).filter((name) => name !== 'dropped');
  const said = Object.fromEntries(names.map((name) => [name, from(name, { named: true, directed: true })]));
  expect(said).toMatchInlineSnapshot(`
    {
      "BM-1.br0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-learned-off-host VM-3 merge-from-third-party-request certain",
      ],
      "BM-1.enp94s0f0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope certain",
        "host-scope.never-learned-off-host VM-3 merge-from-third-party-request certain",
      ],
      "BM-1.veth0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
      ],
      "BM-1.veth1": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 reply likely",
      ],
      "BM-2.br0": [
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
      ],
      "BM-2.enp94s0f0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope certain",
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
        "host-scope.never-learned-off-host VM-3 merge-from-third-party-request certain",
      ],
      "BM-2.veth3": [
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
        "host-scope.never-learned-off-host VM-3 merge-from-third-party-request certain",
      ],
      "BM-2.veth4": [
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
      ],
      "VM-0.eth0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
      ],
      "VM-1.eth0": [
        "host-scope.never-on-wire-off-host BM-2 request-from-host-scope likely",
        "capture.local-address-shared 169.254.1.1 reply likely",
      ],
      "VM-3.eth0": [
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
        "host-scope.never-learned-off-host VM-3 merge-from-third-party-request certain",
      ],
      "VM-4.eth0": [
        "capture.local-address-shared 169.254.1.1 merge-from-third-party-request likely",
        "host-scope.never-on-wire-off-host BM-1 request-from-host-scope likely",
      ],
    }
  `);
});

it('says the same if the place is told by --at, and directions by the addresses', () => {
  for (const name of ['VM-3.eth0', 'BM-1.br0', 'BM-1.enp94s0f0']) {
    expect(from(name, { named: false, directed: false }), name).toEqual(from(name, { named: true, directed: true }));
  }
});

it('takes a node for the place if the capture names its interfaces', () => {
  const packets = [asks(0, station(1), '10.0.0.2')].map(({ frame }) => ({
    interfaceId: 0,
    timestampNs: 0,
    data: frame,
  }));
  const bytes = pcapngBytes([{ name: 'eth0' }], packets);
  const { notJudged } = checkBytes(bytes, { topology: scenario.topology, at: 'VM-3' });
  expect(notJudged.some((each) => each.reason.startsWith('not all is seen'))).toBe(false);
});

it('forgets what was used least recently, and says so', () => {
  const table = new Generations<number, { readonly n: number }>(4);
  for (let n = 0; n < 100; n++) {
    table.set(n, { n });
    expect(table.get(0)).toEqual({ n: 0 });
    expect(table.size).toBeLessThanOrEqual(4);
  }
  expect(table.get(50)).toBeUndefined();
  expect(table.forgotten).toBeGreaterThan(90);
});

it('keeps a bounded number of findings, and counts the rest', () => {
  const frames: Timed[] = [];
  for (let n = 0; n < FINDINGS_MAX + 50; n++) {
    const claim = (last: number): Claim => ({ mac: mac(last), ip: `169.254.${n >> 8}.${n & 255}` });
    frames.push(asks(n * 1000, claim(1), '10.0.0.2'), asks(n * 1000 + 500, claim(2), '10.0.0.2'));
  }
  const { findings, droppedFindings } = checkFrames(frames);
  expect(findings.length).toBe(FINDINGS_MAX);
  expect(droppedFindings).toBeGreaterThanOrEqual(50);
});

it('keeps the first frames of a finding, and counts the rest', () => {
  const frames = Array.from({ length: 100 }, (_, n) => asks(n * 200, station(1), '10.0.0.2'));
  const finding = checkFrames(frames).findings.find((each) => each.id === 'rfc1122.one-request-a-second');
  expect(finding).toMatchObject({ count: 99, occurrences: { length: OCCURRENCES_MAX } });
});

it('begins anew with more events, or more stations, than monitors may remember', () => {
  const many = Array.from({ length: 2 * EVENTS_MAX }, (_, n) => asks(n * 2000, station(1), '10.0.0.2'));
  // The silence after each of them is an event, too.
  expect(checkFrames(many).restarts).toBe(4);
  const stations = Array.from({ length: STRANGERS_MAX + 10 }, (_, n): readonly Timed[] => {
    const sender = { mac: (0x0200_0001_0000 + n) as Claim['mac'], ip: `10.1.${n >> 8}.${n & 255}` };
    return [asks(n * 3000, sender, '10.0.0.2'), asks(n * 3000 + 1500, sender, '10.0.0.2')];
  });
  const { restarts, verdicts } = checkFrames(stations.flat());
  expect(restarts).toBe(1);
  const rate = verdicts.find((each) => each.property.id === 'rfc1122.one-request-a-second');
  expect(rate).toMatchObject({ verdict: 'held', exercised: STRANGERS_MAX + 10 });
});

it('tells one packet seen twice from two packets', () => {
  const filter = new EchoFilter();
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);
  const other = Uint8Array.of(1, 2, 3, 4, 6);
  expect(filter.meet(bytes, 0, 5, 0, 0)).toBeUndefined();
  expect(filter.meet(bytes, 0, 5, 0, 50_000)).toBe('again');
  expect(filter.meet(bytes, 0, 5, 1, 60_000)).toBe('elsewhere');
  expect(filter.meet(other, 0, 5, 1, 60_000)).toBeUndefined();
  expect(filter.meet(bytes, 0, 5, 0, 1_000_000)).toBeUndefined();
  expect(filter.meet(bytes, 0, 5, 1, 500_000_000)).toBeUndefined();
});
