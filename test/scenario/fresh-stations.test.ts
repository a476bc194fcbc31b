import { describe, expect, it } from 'vitest';
import { singleStackTopology } from '../../src/scenario/arbitraries/subject.ts';
import { withFreshStations, withPlainStations } from '../../src/scenario/fresh-stations.ts';
import type { Step } from '../../src/scenario/step.ts';
import { Frame, formatIpv4, ipFrameBytes, parseIpv4, parseMac } from '../../src/wire/index.ts';

const MAC = '02:00:00:00:01:05';
const request = (senderIp: string, targetIp: string): Step => ({
  do: 'arp',
  from: 'tester.eth0',
  operation: 1,
  senderMac: MAC,
  senderIp,
  targetMac: '00:00:00:00:00:00',
  targetIp,
});

function renamed(step: Step, block = 0x0102): Step {
  const scenario = { version: 1, topology: singleStackTopology('linux'), steps: [step] } as const;
  return withFreshStations(scenario, block).steps[0]!;
}

describe('fresh stations', () => {
  it('have another number in the middle of their addresses', () => {
    expect(renamed(request('10.0.0.5', '10.0.0.1'))).toEqual(request('10.1.2.5', '10.0.0.1'));
  });

  it.each(['10.0.0.1', '10.0.0.2', '10.0.0.9', '10.0.0.0', '10.255.255.255', '0.0.0.0', '192.0.2.1'])(
    '%s is no station, and stays',
    (address) => {
      expect(renamed(request('10.0.0.5', address))).toMatchObject({ targetIp: address });
    },
  );

  it('block 0 is the scenario itself', () => {
    expect(renamed(request('10.0.0.5', '10.0.0.1'), 0)).toEqual(request('10.0.0.5', '10.0.0.1'));
  });

  it('the reserved station at the end of the prefix is nobody’s', () => {
    for (const block of [0xfffe, 0xffff, 0x1_0000]) {
      expect(renamed(request('10.0.0.254', '10.0.0.1'), block)).not.toMatchObject({ senderIp: '10.255.255.254' });
    }
  });

  it('ARP and IPv4 packets in frames are renamed, with a right checksum', () => {
    const packet = { source: parseIpv4('10.0.0.5')!, destination: parseIpv4('10.0.0.1')!, id: 7 } as const;
    const own = parseMac('02:00:00:00:00:01')!;
    const bytes = ipFrameBytes(own, parseMac(MAC)!, { ...packet, message: 'echo-request' });
    const step = renamed({ do: 'frame', from: 'tester.eth0', bytes: Buffer.from(bytes).toString('hex') });
    const expected = ipFrameBytes(own, parseMac(MAC)!, {
      ...packet,
      source: parseIpv4('10.1.2.5')!,
      message: 'echo-request',
    });
    expect(step).toEqual({ do: 'frame', from: 'tester.eth0', bytes: Buffer.from(expected).toString('hex') });
    expect(formatIpv4(new Frame(Uint8Array.from(Buffer.from(expected))).ip!.source)).toBe('10.1.2.5');
  });

  it('a packet that is cut inside an address is left as it is there', () => {
    const hex = `ffffffffffff${'020000000105'}0806${'0001080006040001'}${'020000000105'}0a00`;
    expect(renamed({ do: 'frame', from: 'tester.eth0', bytes: hex })).toMatchObject({ bytes: hex });
  });
});

describe('plain stations', () => {
  const plain = (...steps: readonly Step[]): readonly Step[] =>
    withPlainStations({ version: 1, topology: singleStackTopology('linux'), steps }).steps;

  it('are numbered as they appear, the same one with the same number', () => {
    expect(plain(request('10.7.7.200', '10.0.0.1'), request('10.7.7.9', '10.7.7.200'))).toEqual([
      request('10.0.0.3', '10.0.0.1'),
      request('10.0.0.4', '10.0.0.3'),
    ]);
  });

  it('pass over the static neighbour, 10.0.0.9', () => {
    const stations = Array.from({ length: 8 }, (_, index) => request(`10.1.0.${index + 1}`, '10.0.0.2'));
    expect(plain(...stations).map((step) => step.do === 'arp' && step.senderIp)).toEqual(
      [3, 4, 5, 6, 7, 8, 10, 11].map((number) => `10.0.0.${number}`),
    );
  });

  it('undo what fresh stations did', () => {
    const step = request('10.0.0.3', '10.0.0.1');
    expect(plain(renamed(step))).toEqual([step]);
  });

  it('a scenario that has them, or more strangers than there are, is left as it is', () => {
    const topology = singleStackTopology('linux');
    const simple = { version: 1, topology, steps: [request('10.0.0.5', '10.255.255.255')] } as const;
    expect(withPlainStations(simple)).toBe(simple);
    const many = Array.from({ length: 300 }, (_, index) => request(`10.1.${index >> 8}.${index & 255}`, '10.0.0.1'));
    const crowded = { version: 1, topology, steps: many } as const;
    expect(withPlainStations(crowded)).toBe(crowded);
  });
});
