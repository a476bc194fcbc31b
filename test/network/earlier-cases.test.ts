import { describe, expect, it } from 'vitest';
import { EarlierCases } from '../../src/network/earlier-cases.ts';
import { address, mac } from '../../src/network/index.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  Frame,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../src/wire/index.ts';

const OWN = { ip: address('10.0.0.1'), hardware: mac('02:00:00:00:00:01') };
const OLD = { ip: address('10.0.1.3'), hardware: mac('02:00:00:00:01:03') };
const NEW = { ip: address('10.0.2.3'), hardware: mac('02:00:00:00:02:03') };

type Party = typeof OWN;

function request(target: Party): Frame {
  const packet = { senderMac: OWN.hardware, senderIp: OWN.ip, targetMac: MAC_ZERO, targetIp: target.ip };
  return new Frame(arpFrameBytes(MAC_BROADCAST, OWN.hardware, { ...packet, operation: ARP_REQUEST }));
}

function reply(target: Party): Frame {
  const packet = { senderMac: OWN.hardware, senderIp: OWN.ip, targetMac: target.hardware, targetIp: target.ip };
  return new Frame(arpFrameBytes(target.hardware, OWN.hardware, { ...packet, operation: ARP_REPLY }));
}

function packet(target: Party): Frame {
  const echo = { source: OWN.ip, destination: target.ip, message: 'echo-reply', id: 1 } as const;
  return new Frame(ipFrameBytes(target.hardware, OWN.hardware, echo));
}

function afterOneCase(): EarlierCases {
  const cases = new EarlierCases();
  cases.begin();
  for (const { ip } of [OWN, OLD]) cases.name(ip);
  cases.begin();
  cases.name(NEW.ip);
  return cases;
}

describe('what a stack that remembers sends', () => {
  it('to a station of an earlier case is no part of this one', () => {
    const cases = afterOneCase();
    for (const of of [request, reply, packet]) {
      expect([of(OLD), of(NEW)].map((frame) => cases.isAbout(frame))).toEqual([true, false]);
    }
  });

  it('to somebody whom nobody ever mentioned is', () => {
    const stranger = { ...OLD, ip: address('10.0.3.3') };
    expect(afterOneCase().isAbout(request(stranger))).toBe(false);
  });

  it('about itself is, though others claimed its address before', () => {
    expect(afterOneCase().isAbout(request(OWN))).toBe(false);
  });

  it('to a station that is named again is', () => {
    const cases = afterOneCase();
    cases.name(OLD.ip);
    expect(cases.isAbout(request(OLD))).toBe(false);
  });

  it('is told apart by the last hundred thousand addresses, and not by all that there ever were', () => {
    const cases = afterOneCase();
    const nameMany = (from: number, to: number): void => {
      for (let n = from; n < to; n++) cases.name(address(`172.${16 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`));
    };
    nameMany(0, 150_000);
    expect(cases.isAbout(request(OLD))).toBe(true);
    nameMany(150_000, 250_000);
    expect(cases.isAbout(request(OLD))).toBe(false);
  });
});
