import type { DetectionOrder, InterfaceAddress } from '../../model/index.ts';
import type { DetectionReport, LiveDetection } from '../../network/index.ts';
import { formatIpv4, parseIpv4 } from '../../wire/index.ts';
import type { ControlReply } from './control-channel.ts';

const MILLISECOND = 1_000_000;

interface Noted extends DetectionReport {
  /** Frames that the stack had written before. */
  readonly frames: number;
}

/** Address conflict detection of a stack with a control channel that offers `detect`. */
export class StreamDetection implements LiveDetection {
  readonly #request: (request: Readonly<Record<string, unknown>>) => Promise<ControlReply | undefined>;
  readonly #nextFrame: () => number | undefined;
  #reports: Noted[] = [];

  /** `nextFrame`: the number, from 1, of the frame of the stack that is read next; undefined if none is there. */
  constructor(
    request: (request: Readonly<Record<string, unknown>>) => Promise<ControlReply | undefined>,
    nextFrame: () => number | undefined,
  ) {
    this.#request = request;
    this.#nextFrame = nextFrame;
  }

  /** Every reply may tell what became of addresses since the one before. */
  note({ detection = [] }: ControlReply): void {
    for (const { ip, phase, frames } of detection) {
      const address = parseIpv4(ip);
      if (address !== undefined) this.#reports.push({ address, phase, frames });
    }
  }

  clear(): void {
    this.#reports = [];
  }

  async configure({ address, prefix, scope }: InterfaceAddress, { policy, delays }: DetectionOrder): Promise<boolean> {
    const reply = await this.#request({
      op: 'detect',
      address: `${formatIpv4(address)}/${prefix}${scope === 'global' ? '' : `@${scope}`}`,
      policy,
      ...(delays.length === 0 ? {} : { delays: delays.map((each) => each / MILLISECOND) }),
    });
    return reply !== undefined && reply.refused === undefined;
  }

  async chooseLinkLocal({ policy, delays }: DetectionOrder): Promise<boolean> {
    const drawn = delays.length === 0 ? {} : { delays: delays.map((each) => each / MILLISECOND) };
    const reply = await this.#request({ op: 'link-local', policy, ...drawn });
    return reply !== undefined && reply.refused === undefined;
  }

  async remove({ address }: InterfaceAddress): Promise<boolean> {
    const reply = await this.#request({ op: 'remove', ip: formatIpv4(address) });
    return reply !== undefined && reply.refused === undefined;
  }

  next(): DetectionReport | undefined {
    const report = this.#reports[0];
    const frame = this.#nextFrame();
    if (report === undefined || (frame !== undefined && frame <= report.frames)) return undefined;
    return this.#reports.shift();
  }
}
