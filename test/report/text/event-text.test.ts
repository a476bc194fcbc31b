import { expect, test } from 'vitest';
import { NameBook } from '../../../src/report/name-book.ts';
import { traceLines } from '../../../src/report/text/trace-text.ts';
import { TraceBuilder } from '../../../src/trace/trace-builder.ts';
import { Frame, parseIpv4, parseMac } from '../../../src/wire/index.ts';

const ADDRESS = parseIpv4('10.0.0.2')!;
const OWN = parseMac('02:00:00:00:00:02')!;
const STRANGER = parseMac('02:00:00:00:00:99')!;

test('everything that can happen has its words', () => {
  const noise = new Frame(new Uint8Array(3));
  const trace = new TraceBuilder()
    .host('BM-1', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24', '169.254.1.1/32 scope host'] })
    .host('BM-2', { mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24', '169.254.1.1/32 scope host'] })
    .host('VM-1', { mac: '02:00:00:00:01:01', addresses: ['10.0.1.1/24'], guestOf: 'BM-1' })
    .step()
    .pending(ADDRESS)
    .learned(ADDRESS, OWN)
    .learned(ADDRESS, OWN, 'timer', 'stale')
    .learned(ADDRESS, STRANGER)
    .forgot(ADDRESS, 'operator')
    .pending(ADDRESS)
    .forgot(ADDRESS, 'timer')
    .originated(parseIpv4('10.0.1.1')!, ADDRESS, 'syn', 1)
    .delivered(parseIpv4('10.0.1.1')!, ADDRESS, 'datagram', 2)
    .address('10.0.2.1/24', true)
    .address('169.254.1.1/32 scope host', false)
    .link(false)
    .link(true)
    .moved(undefined)
    .moved('BM-2')
    .rebooted()
    .dropped(noise, 'loss')
    .settled()
    .build();
  expect(traceLines(trace).map((line) => line.trim())).toMatchInlineSnapshot(`
    [
      "0.000001  VM-1's entry for 10.0.0.2 waits for an answer",
      "0.000002  VM-1's entry for 10.0.0.2 is now 02:00:00:00:00:02 (BM-2)",
      "0.000003  VM-1's entry for 10.0.0.2 turns stale",
      "0.000004  VM-1's entry for 10.0.0.2 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:99",
      "0.000005  VM-1's entry for 10.0.0.2 is gone, it was 02:00:00:00:00:99",
      "0.000006  VM-1's entry for 10.0.0.2 waits for an answer",
      "0.000007  VM-1's entry for 10.0.0.2 is gone",
      "0.000008  VM-1 sends a metric (TCP SYN) to 10.0.0.2",
      "0.000009  VM-1 gets a metric (UDP) from 10.0.1.1",
      "0.000010  VM-1 gets 10.0.2.1/24",
      "0.000011  VM-1 loses 169.254.1.1/32 scope host",
      "0.000012  VM-1.eth0 goes down",
      "0.000013  VM-1.eth0 goes up",
      "0.000014  VM-1 is detached",
      "0.000015  VM-1 is on BM-2 now",
      "0.000016  VM-1 restarts",
      "0.000017  VM-1 → 00:00:00:00:00:00  3 octets, too short for an Ethernet header   [ends at VM-1.eth0: loss]",
    ]
  `);
});

test('names are for those who alone have an address', () => {
  const { header } = new TraceBuilder()
    .host('BM-1', { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24', '169.254.1.1/32 scope host'] })
    .host('BM-2', { mac: '02:00:00:00:00:02', addresses: ['169.254.1.1/32 scope host'] })
    .build();
  const names = new NameBook(header);
  expect(names.ownerOfAddress(parseIpv4('10.0.0.1')!)).toBe('BM-1');
  expect(names.ownerOfAddress(parseIpv4('169.254.1.1')!)).toBeUndefined();
  expect(names.mac(OWN)).toBe('02:00:00:00:00:02 (BM-2)');
  expect(names.mac(STRANGER)).toBe('02:00:00:00:00:99');
  expect(names.node(undefined)).toBe('nobody');
});
