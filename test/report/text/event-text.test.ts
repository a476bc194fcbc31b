import { expect, test } from 'vitest';
import { NameBook } from '../../../src/report/name-book.ts';
import { momentsOf } from '../../../src/report/text/moment.ts';
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
    .linkLocal()
    .link(false)
    .link(true)
    .moved(undefined)
    .moved('BM-2')
    .rebooted()
    .dropped(noise, 'loss')
    .settled()
    .build();
  expect(momentsOf(trace, new NameBook(trace.header)).map(({ words }) => words)).toMatchInlineSnapshot(`
    [
      "VM-1's entry for 10.0.0.2 waits for an answer",
      "VM-1's entry for 10.0.0.2 is now 02:00:00:00:00:02 (BM-2)",
      "VM-1's entry for 10.0.0.2 turns stale",
      "VM-1's entry for 10.0.0.2 moves from 02:00:00:00:00:02 (BM-2) to 02:00:00:00:00:99",
      "VM-1's entry for 10.0.0.2 is gone, it was 02:00:00:00:00:99",
      "VM-1's entry for 10.0.0.2 waits for an answer",
      "VM-1's entry for 10.0.0.2 is gone",
      "VM-1 sends a metric (TCP SYN) to 10.0.0.2",
      "VM-1 gets a metric (UDP) from 10.0.1.1",
      "VM-1 gets 10.0.2.1/24",
      "VM-1 loses 169.254.1.1/32 scope host",
      "VM-1.eth0 is to choose a link-local address",
      "VM-1.eth0 goes down",
      "VM-1.eth0 goes up",
      "VM-1 is detached",
      "VM-1 is on BM-2 now",
      "VM-1 restarts",
      "3 octets, too short for an Ethernet header   [ends at VM-1.eth0: loss]",
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
