import { unarpOf } from '../../properties/robustness/unarp.ts';
import { ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ArpView,
  arpFrameBytes,
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_RARP,
  Frame,
  type Ipv4,
  MAC_ZERO,
  type Mac,
} from '../../src/wire/index.ts';
import type { Mutant } from './mutant.ts';

/** Octets between the header of Ethernet and an ARP packet in an IEEE 802.3 frame (RFC 1042). */
const SNAP_LENGTH = 8;

/** The Ethernet header, and what stands in its place. */
export const framing: readonly Mutant[] = [
  {
    // One handler for both protocols.
    name: 'takes-reverse-arp-for-arp',
    killedBy: ['robustness.other-frames-are-not-arp'],
    stack: class extends ReferenceStack {
      override receive(index: number, frame: Frame): void {
        const on = this.interfaces[index]!;
        if (frame.etherType !== ETHERTYPE_RARP) super.receive(index, frame);
        else if (this.accepts(on, frame)) this.receiveArp(on, frame, ArpView.read(frame.bytes, frame.payloadOffset));
      }
    },
  },
  {
    name: 'looks-at-one-octet-of-the-ethernet-type',
    killedBy: ['robustness.other-frames-are-not-arp'],
    sweep: 'ether-types',
    stack: class extends ReferenceStack {
      override receive(index: number, frame: Frame): void {
        const on = this.interfaces[index]!;
        if (frame.arp !== undefined || (frame.etherType & 0xff) !== 0x06) super.receive(index, frame);
        else if (this.accepts(on, frame)) this.receiveArp(on, frame, ArpView.read(frame.bytes, frame.payloadOffset));
      }
    },
  },
  {
    name: 'looks-at-the-type-behind-any-802-2-header',
    killedBy: ['robustness.other-frames-are-not-arp'],
    sweep: 'framings',
    stack: class extends ReferenceStack {
      override receive(index: number, frame: Frame): void {
        const on = this.interfaces[index]!;
        const at = ETHERNET_HEADER_LENGTH + SNAP_LENGTH;
        const isSnap = frame.etherType <= 1500 && frame.bytes[at - 2] === 0x08 && frame.bytes[at - 1] === 0x06;
        if (isSnap && this.accepts(on, frame)) this.receiveArp(on, frame, ArpView.read(frame.bytes, at));
        else super.receive(index, frame);
      }
    },
  },
  {
    name: 'looks-behind-all-tags-but-the-first',
    killedBy: ['robustness.other-frames-are-not-arp'],
    sweep: 'framings',
    stack: class extends ReferenceStack {
      override receive(index: number, frame: Frame): void {
        const on = this.interfaces[index]!;
        const isDouble = frame.vlan >= 0 && frame.etherType === 0x8100;
        if (isDouble && on.accepts(frame)) this.receiveArp(on, frame, ArpView.read(frame.bytes, 22));
        else super.receive(index, frame);
      }
    },
  },
  {
    // RFC 1042 for everyone: the default of RFC 1122 turned round.
    name: 'sends-ieee-802-3-frames',
    killedBy: ['rfc1122.sends-ethernet-frames'],
    stack: class extends ReferenceStack {
      protected override transmitArp(
        on: StackInterface,
        to: Mac,
        operation: number,
        senderIp: Ipv4,
        targetMac: Mac,
        targetIp: Ipv4,
      ): void {
        const packet = arpFrameBytes(to, on.mac, { operation, senderMac: on.mac, senderIp, targetMac, targetIp });
        const bytes = new Uint8Array(packet.length + SNAP_LENGTH);
        bytes.set(packet.subarray(0, 12));
        bytes.set([0, 36, 0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x06], 12);
        bytes.set(packet.subarray(ETHERNET_HEADER_LENGTH), ETHERNET_HEADER_LENGTH + SNAP_LENGTH);
        this.environment.transmit(on.index, new Frame(bytes));
      }
    },
  },
  {
    name: 'takes-the-missing-address-of-a-leaver-for-zero',
    killedBy: ['robustness.unarp-makes-no-entry'],
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        const leaver = unarpOf(frame);
        const entry = leaver === undefined ? undefined : on.entry(leaver);
        if (entry === undefined) super.receiveArp(on, frame, arp);
        else if (entry.state !== 'permanent') this.bind(entry, MAC_ZERO, 'reachable', 'frame');
      }
    },
  },
];
