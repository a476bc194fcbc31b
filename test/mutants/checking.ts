import { ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import {
  ARP_LENGTH,
  ArpView,
  arpFrameBytes,
  ETHERNET_HEADER_LENGTH,
  Frame,
  type Ipv4,
  type Mac,
} from '../../src/wire/index.ts';
import { FramedStack } from './framed-stack.ts';
import type { Mutant } from './mutant.ts';

/** Headers that are not looked at. */
export const checking: readonly Mutant[] = [
  {
    // libslirp, slirp.c arp_input(); NetX Duo; Contiki-NG ip64-arp.c: no field of the header is checked.
    name: 'ignores-the-hardware-type',
    killedBy: ['rfc826.foreign-hardware-type-is-ignored'],
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareLength === 6;
      }
    },
  },
  {
    // picoTCP-NG, modules/pico_arp.c: the cache is updated before the header is checked.
    name: 'merges-before-it-checks-the-hardware-type',
    killedBy: ['rfc826.foreign-hardware-type-is-ignored'],
    origin: {
      project: 'picoTCP-NG',
      version: 'fe8c44f3',
      link: 'https://github.com/virtualsquare/picotcp/blob/fe8c44f3/modules/pico_arp.c',
      bug: 'The cache is updated before the header is checked.',
    },
    stack: class extends ReferenceStack {
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (arp.complete && arp.hardwareType !== 1) this.merge(on, arp);
        super.receiveArp(on, frame, arp);
      }
    },
  },
  {
    // libslirp, NetX Duo, Contiki-NG
    name: 'ignores-the-protocol-type',
    killedBy: ['rfc826.foreign-protocol-type-is-ignored'],
    stack: class extends ReferenceStack {
      protected override speaksProtocol(arp: ArpView): boolean {
        return arp.protocolLength === 4;
      }
    },
  },
  {
    // libslirp, OpenBSD before 2015, picoTCP-NG, Contiki-NG, NetX Duo
    name: 'ignores-the-hardware-length',
    killedBy: ['robustness.wrong-address-lengths-are-ignored'],
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareType === 1;
      }
    },
  },
  {
    name: 'ignores-the-protocol-length',
    killedBy: ['robustness.wrong-address-lengths-are-ignored'],
    stack: class extends ReferenceStack {
      protected override speaksProtocol(arp: ArpView): boolean {
        return arp.protocolType === 0x0800;
      }
    },
  },
  {
    // lwIP, etharp.c (pull request 108): no length check, and the driver's buffer still holds the frame before.
    name: 'reads-the-missing-end-from-the-frame-before',
    killedBy: ['robustness.truncated-packets-are-ignored'],
    origin: {
      project: 'lwIP',
      version: '#108',
      link: 'https://github.com/lwip-tcpip/lwip/pull/108',
      bug: 'etharp_input() lost its length check: a truncated packet was completed from what the buffer still held.',
    },
    stack: class extends ReferenceStack {
      readonly #buffer = new Uint8Array(ETHERNET_HEADER_LENGTH + ARP_LENGTH);
      protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
        if (frame.vlan < 0) this.#buffer.set(frame.bytes.subarray(0, this.#buffer.length));
        const view = arp.complete ? arp : ArpView.read(this.#buffer, ETHERNET_HEADER_LENGTH);
        super.receiveArp(on, frame, view);
      }
    },
  },
  {
    name: 'reads-the-missing-end-as-zero',
    killedBy: ['robustness.truncated-packets-are-ignored'],
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.hardwareType === 1 && arp.hardwareLength === 6;
      }
    },
  },
  {
    // lwIP, ethernet.c: any VLAN is accepted unless a hook says otherwise, and answered untagged.
    name: 'looks-behind-any-vlan-tag',
    killedBy: ['robustness.tagged-frames-are-ignored'],
    origin: {
      project: 'lwIP',
      version: '3d896ba0',
      link: 'https://github.com/lwip-tcpip/lwip/blob/3d896ba0/src/netif/ethernet.c',
      bug: 'A tagged frame of any VLAN is accepted, and answered without a tag.',
    },
    stack: class extends ReferenceStack {
      protected override accepts(on: StackInterface, frame: Frame): boolean {
        return on.accepts(frame);
      }
    },
  },
  {
    // lwIP, gVisor over a raw link, libslirp, passt: left to the hardware.
    name: 'takes-frames-for-others',
    killedBy: ['rfc826.frames-for-others-are-ignored'],
    stack: class extends ReferenceStack {
      protected override accepts(_on: StackInterface, frame: Frame): boolean {
        return frame.vlan <= 0;
      }
    },
  },
  {
    // One octet of two: on a small processor that is one comparison less.
    name: 'looks-at-one-octet-of-the-hardware-type',
    killedBy: ['rfc826.foreign-hardware-type-is-ignored'],
    sweep: 'hardware-types',
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareLength === 6 && (arp.hardwareType & 0xff) === 1;
      }
    },
  },
  {
    name: 'looks-at-one-octet-of-the-protocol-type',
    killedBy: ['rfc826.foreign-protocol-type-is-ignored'],
    sweep: 'protocol-types',
    stack: class extends ReferenceStack {
      protected override speaksProtocol(arp: ArpView): boolean {
        return arp.protocolLength === 4 && arp.protocolType >>> 8 === 0x08;
      }
    },
  },
  {
    // A check of the length of the whole packet stands in for the two of its parts.
    name: 'checks-the-sum-of-the-address-lengths',
    killedBy: ['robustness.wrong-address-lengths-are-ignored'],
    sweep: 'address-lengths',
    stack: class extends ReferenceStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareType === 1 && arp.hardwareLength + arp.protocolLength === 10;
      }
      protected override speaksProtocol(arp: ArpView): boolean {
        return arp.protocolType === 0x0800;
      }
    },
  },
  {
    name: 'copies-the-lengths-of-the-request',
    killedBy: ['rfc826.sends-well-formed-packets'],
    stack: class extends FramedStack {
      protected override hasHardwareType(arp: ArpView): boolean {
        return arp.complete && arp.hardwareType === 1;
      }
      protected override transmitArp(
        on: StackInterface,
        to: Mac,
        operation: number,
        senderIp: Ipv4,
        targetMac: Mac,
        targetIp: Ipv4,
      ): void {
        const packet = { operation, senderMac: on.mac, senderIp, targetMac, targetIp };
        const bytes = arpFrameBytes(to, on.mac, packet);
        if (this.frame.arp?.complete === true) bytes[ETHERNET_HEADER_LENGTH + 4] = this.frame.arp.hardwareLength;
        this.environment.transmit(on.index, new Frame(bytes));
      }
    },
  },
];
