import { address, mac } from '../../network/index.ts';
import {
  ARP_LENGTH,
  ARP_REQUEST,
  arpFrameBytes,
  ETHERNET_HEADER_LENGTH,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../wire/index.ts';
import type { Step } from '../step.ts';
import type { Draw } from './drawn.ts';
import { STATION_ADDRESSES, STATION_MACS } from './identities.ts';

/** Stations that speak in the name of an address that a host tests or uses: few, so that they meet. */
const FIRST_STATION = 3;
const LAST_STATION = 6;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const ZERO = '00:00:00:00:00:00';
const NOBODY = '0.0.0.0';

/** A packet that means something, or nothing, to the host that tests or uses `address`. */
export type DrawClaim = (draw: Draw, address: string) => Step;

/** What a network can say of an address, one method a kind. */
export class ClaimTraffic {
  readonly #port: string;
  readonly #mac: string;
  readonly #own: string;

  /** `port` is where it is injected; `mac` and `own` are the host's hardware address and an address that it has. */
  constructor(port: string, mac: string, own: string) {
    this.#port = port;
    this.#mac = mac;
    this.#own = own;
  }

  // ---------------------------------------------------------------- What is a conflict

  readonly request: DrawClaim = (draw, claimed) => this.#claim(draw, 1, claimed, this.#someTarget(draw));
  readonly reply: DrawClaim = (draw, claimed) => ({
    ...this.#claim(draw, 2, claimed, draw.pick([NOBODY, this.#own, claimed, this.#stationAddress(draw)])),
    targetMac: this.#mac,
    destination: draw.oneIn(2) ? this.#mac : BROADCAST,
  });
  readonly announcement: DrawClaim = (draw, claimed) => this.#claim(draw, draw.int(1, 2), claimed, claimed);
  /** From behind a bridge, or an access point, that sends in its own name. */
  readonly relayed: DrawClaim = (draw, claimed) => ({
    ...this.#claim(draw, draw.int(1, 2), claimed, this.#someTarget(draw)),
    source: draw.oneIn(3) ? this.#mac : '02:00:00:00:01:70',
  });

  /** A conflict only while the address is being tested. */
  readonly probe: DrawClaim = (draw, claimed) => this.#arp(this.#stationMac(draw), 1, NOBODY, claimed);

  // ---------------------------------------------------------------- What is none

  readonly question: DrawClaim = (draw, claimed) => {
    const station = this.#station(draw);
    const asked = this.#arp(STATION_MACS[station]!, 1, STATION_ADDRESSES[station]!, claimed);
    return draw.oneIn(4) ? { ...asked, destination: this.#mac } : asked;
  };
  readonly otherProbe: DrawClaim = (draw) => this.#arp(this.#stationMac(draw), 1, NOBODY, this.#stationAddress(draw));
  /** The host's own probe or announcement, come back. */
  readonly echo: DrawClaim = (draw, claimed) => this.#arp(this.#mac, 1, draw.oneIn(2) ? NOBODY : claimed, claimed);
  readonly echoedProbe: DrawClaim = (_draw, claimed) => this.#arp(this.#mac, 1, NOBODY, claimed);
  readonly otherOperation: DrawClaim = (draw, claimed) =>
    this.#claim(draw, draw.pick([3, 8, 25, 26]), claimed, this.#someTarget(draw));
  /** A claim to an address that the host has anyway. */
  readonly otherClaim: DrawClaim = (draw) => this.#claim(draw, draw.int(1, 2), this.#own, this.#stationAddress(draw));

  readonly misfit: DrawClaim = (draw, claimed) => {
    const senderMac = mac(this.#stationMac(draw));
    const packet = {
      operation: ARP_REQUEST,
      senderMac,
      senderIp: address(claimed),
      targetMac: MAC_ZERO,
      targetIp: address(this.#someTarget(draw)),
    };
    const bytes = arpFrameBytes(MAC_BROADCAST, senderMac, packet);
    const arp = ETHERNET_HEADER_LENGTH;
    switch (draw.int(0, 4)) {
      case 0:
        bytes[arp + 1] = 3;
        break;
      case 1:
        bytes.set([0x86, 0xdd], arp + 2);
        break;
      case 2:
        bytes[arp + 4] = 5;
        break;
      case 3:
        bytes[arp + 5] = 16;
        break;
      default:
        return this.#frame(bytes.subarray(0, arp + draw.int(18, ARP_LENGTH - 1)));
    }
    return this.#frame(bytes);
  };

  #frame(bytes: Uint8Array): Step {
    return { do: 'frame', from: this.#port, bytes: Buffer.from(bytes).toString('hex') };
  }

  #claim(draw: Draw, operation: number, claimed: string, targetIp: string): Extract<Step, { do: 'arp' }> {
    return this.#arp(this.#stationMac(draw), operation, claimed, targetIp);
  }

  #arp(senderMac: string, operation: number, senderIp: string, targetIp: string): Extract<Step, { do: 'arp' }> {
    const target = { targetMac: ZERO, targetIp, destination: BROADCAST };
    return { do: 'arp', from: this.#port, operation, senderMac, senderIp, ...target };
  }

  #station(draw: Draw): number {
    return draw.int(FIRST_STATION, LAST_STATION);
  }

  #stationMac(draw: Draw): string {
    return STATION_MACS[this.#station(draw)]!;
  }

  #stationAddress(draw: Draw): string {
    return STATION_ADDRESSES[this.#station(draw)]!;
  }

  #someTarget(draw: Draw): string {
    return draw.pick([this.#own, this.#stationAddress(draw), this.#stationAddress(draw), NOBODY]);
  }
}
