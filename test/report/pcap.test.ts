import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../properties/catalogue.ts';
import { type CapturedPacket, MAX_OPTION_LENGTH, readCapture } from '../../src/pcap-writer/index.ts';
import { type CaptureReport, captureOf, casesInCapture, pcapngOf, pcapOf } from '../../src/report/pcap.ts';
import { runScenario } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { parseCase, serialiseCase } from '../../src/scenario/case-file.ts';
import type { Frame } from '../../src/wire/index.ts';
import { PROPERTY, runBubble } from './bubble.ts';

const bubble = runBubble();
const REPORT: CaptureReport = {
  trace: bubble.trace,
  property: PROPERTY,
  violation: bubble.violation,
  caseJson: JSON.stringify(bubble.case),
  caseName: '91b1bf90',
  application: 'arpcheck 0.1.0',
};

function read(bytes: Uint8Array) {
  const capture = readCapture(bytes);
  const packets = [...capture];
  expect(capture.outcome).toEqual({ ok: true });
  const nameOf = (packet: CapturedPacket): string => capture.interfaces[packet.interfaceId]?.name ?? '';
  return { capture, packets, nameOf };
}

describe('the capture of a violation, as pcapng', () => {
  const reported = captureOf(REPORT);
  const { capture, packets, nameOf } = read(pcapngOf(reported));

  test('has the interfaces that carry a frame, named and described, and no others', () => {
    expect(capture.interfaces.map(({ name, description }) => `${name}: ${description}`)).toMatchInlineSnapshot(`
      [
        "VM-2.eth0: nic of VM-2 (guest on BM-2)",
        "dropped: no port: frames that reached nobody, with a comment that says where they ended",
        "BM-1.veth1: bridge port of BM-1, towards a guest",
        "VM-1.eth0: nic of VM-1 (guest on BM-1)",
        "BM-1.br0: bridge br0 of BM-1, as its own stack sees it",
      ]
    `);
    expect(new Set(packets.map((packet) => packet.interfaceId)).size).toBe(capture.interfaces.length);
  });

  test('tells the story in order, with comments on what is decisive or was dropped only', () => {
    const story = packets.map((packet) => [
      `${packet.timestampNs} ${nameOf(packet)} ${packet.direction}`,
      ...packet.comments,
    ]);
    expect(story).toMatchInlineSnapshot(`
      [
        [
          "0 VM-2.eth0 outbound",
        ],
        [
          "2000 VM-2.eth0 inbound",
        ],
        [
          "2000 VM-2.eth0 outbound",
        ],
        [
          "6000 VM-2.eth0 inbound",
        ],
        [
          "1001006000 dropped undefined",
          "DROPPED ebtables nat PREROUTING rule 1: arpreply (at BM-1.veth1)",
        ],
        [
          "1001007000 BM-1.veth1 outbound",
        ],
        [
          "1001008000 VM-1.eth0 outbound",
        ],
        [
          "1001009000 BM-1.br0 outbound",
          "VIOLATION host-scope.never-learned-off-host: expected: 169.254.1.1 on VM-2 maps to a MAC address of BM-2; received: it maps to 02:00:00:00:00:01 of BM-1; this frame reached VM-2.eth0 at 1.001012 s",
        ],
        [
          "1001010000 VM-1.eth0 outbound",
        ],
        [
          "1001011000 BM-1.br0 outbound",
        ],
      ]
    `);
    const violating = packets[reported.violatingPacket! - 1]!;
    expect(violating.comments[0]).toMatch(/^VIOLATION host-scope\.never-learned-off-host: /);
  });

  test('says in its section comments what is violated, how to replay it, and carries the case', () => {
    const { comments, userApplication, hardware, os } = capture.sections[0]!;
    expect(comments[0]).toMatchInlineSnapshot(`
      "VIOLATION host-scope.never-learned-off-host (MUST)
      No neighbour entry maps a host-scoped address to the MAC address of another host.
      Source: rtnetlink(7), RT_SCOPE_HOST; RFC 826, Packet Reception (merge)
      Expected: 169.254.1.1 on VM-2 maps to a MAC address of BM-2
      Received: it maps to 02:00:00:00:00:01 of BM-1
      Mechanism: merge-from-third-party-request+arpreply
      Replay: npx arpcheck replay 91b1bf90.pcapng"
    `);
    expect({ userApplication, hardware, os }).toEqual({
      userApplication: 'arpcheck 0.1.0',
      hardware: undefined,
      os: undefined,
    });
    const [text, ...more] = casesInCapture(capture.sections);
    expect(more).toEqual([]);
    const parsed = parseCase(text!, 'x.pcapng');
    expect(parsed.ok && serialiseCase(parsed.case)).toBe(serialiseCase(bubble.case));
  });

  test('points to the case file if the case is too long for a comment', () => {
    const long = captureOf({ ...REPORT, caseJson: `{${' '.repeat(MAX_OPTION_LENGTH)}}` });
    expect(long.comments).toHaveLength(1);
    expect(long.comments[0]).toMatch(/Replay: npx arpcheck replay 91b1bf90\.json \(too long for this capture\)$/);
    expect(casesInCapture(read(pcapngOf(long)).capture.sections)).toEqual([]);
  });

  test('shows every frame at every port if asked to, drops on an interface of their own', () => {
    const all = captureOf({ ...REPORT, vantage: 'all' });
    const seen = read(pcapngOf(all));
    const events = bubble.trace.events.filter((event) => 'frame' in event);
    expect(seen.packets.map((packet) => Number(packet.timestampNs))).toEqual(events.map((event) => event.time));
    const dropped = seen.packets.filter((packet) => seen.nameOf(packet) === 'dropped');
    expect(dropped.map((packet) => packet.comments)).toEqual([
      ['DROPPED ebtables nat PREROUTING rule 1: arpreply (at BM-1.veth1)'],
    ]);
    const decisive = seen.packets.filter((packet) => /^(VIOLATION|CAUSE)/.test(packet.comments[0] ?? ''));
    expect(decisive.map((packet) => `${seen.nameOf(packet)} ${packet.comments[0]!.split(' ')[0]}`)).toEqual([
      'BM-1.br0 CAUSE',
      'VM-2.eth0 VIOLATION',
    ]);
  });
});

describe('the capture of a violation, as pcap', () => {
  test('has the same packets with the same nanoseconds, and nothing else', () => {
    const reported = captureOf(REPORT);
    const old = read(pcapOf(reported));
    expect(old.capture.format).toBe('pcap');
    const gist = ({ timestampNs, data }: CapturedPacket) => [timestampNs, Buffer.from(data).toString('hex')];
    expect(old.packets.map(gist)).toEqual(read(pcapngOf(reported)).packets.map(gist));
  });
});

describe('captures of whatever is found', () => {
  test('are read back as they were written, and are the same bytes every time', () => {
    fc.assert(
      fc.property(rackScenario({ hostsMax: 4 }), fc.constantFrom('once', 'all'), (scenario, vantage) => {
        const { trace, violations } = runScenario(scenario, { properties: catalogue, record: true });
        for (const violation of violations.slice(0, 3)) {
          const property = catalogue.find((each) => each.id === violation.property)!;
          const report = { ...REPORT, trace, violation, property, vantage };
          const reported = captureOf(report);
          const bytes = pcapngOf(reported);
          const { packets } = read(bytes);
          const frames = new Set(trace.events.flatMap((event) => ('frame' in event ? [hex(event.frame)] : [])));
          expect(new Set(packets.map((packet) => Buffer.from(packet.data).toString('hex')))).toEqual(frames);
          expect(packets.every((packet) => packet.comments.every(isOfAKnownKind))).toBe(true);
          expect(Buffer.from(pcapngOf(captureOf(report))).equals(Buffer.from(bytes))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('say so when the violation shows in no frame', () => {
    const reported = captureOf({ ...REPORT, violation: { ...bubble.violation, events: [] } });
    expect(reported.violatingPacket).toBeUndefined();
    expect(reported.packets.flatMap((packet) => packet.comments ?? []).filter((text) => /^VIOL/.test(text))).toEqual(
      [],
    );
    expect(reported.comments[0]).toContain('VIOLATION host-scope.never-learned-off-host (MUST)');
  });

  test('mark the causes that are other frames than the violating one', () => {
    const [first] = bubble.trace.events.filter((event) => event.kind === 'sent');
    const reported = captureOf({
      ...REPORT,
      violation: { ...bubble.violation, events: [...bubble.violation.events, first!.id] },
    });
    expect(reported.packets[0]!.comments).toEqual(['CAUSE of the violation of host-scope.never-learned-off-host']);
  });
});

function hex(frame: Frame): string {
  return Buffer.from(frame.bytes).toString('hex');
}

function isOfAKnownKind(comment: string): boolean {
  return /^(VIOLATION \S+: |CAUSE |DROPPED )/.test(comment);
}
