import { type Duplex, duplexPair } from 'node:stream';
import { address, mac } from '../../../src/network/index.ts';
import { FrameDecoder, framed } from '../../../src/stacks/stream/frame-decoder.ts';
import { type StreamOptions, StreamStack } from '../../../src/stacks/stream/stream-stack.ts';
import {
  ARP_REPLY,
  ARP_REQUEST,
  arpFrameBytes,
  describeFrame,
  Frame,
  ipFrameBytes,
  MAC_BROADCAST,
  MAC_ZERO,
} from '../../../src/wire/index.ts';

export const IDENTITY = { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/8'], staticNeighbour: undefined };
const MAC = mac('02:00:00:00:00:01');
const IP = address('10.0.0.1');
/** The harness's own station. */
const RESERVED = address('10.255.255.254');

/** Answers to a frame. */
type Answer = readonly Uint8Array[];

/** What a stack does, where it is not what is expected of it. */
export interface PeerHabits {
  readonly onArp?: (frame: Frame, peer: StreamPeer) => Answer;
  readonly onEcho?: (frame: Frame, peer: StreamPeer) => Answer;
  readonly onOther?: (frame: Frame, peer: StreamPeer) => Answer;
  /** Answers a request on its control channel; the channel is there only if this is. */
  readonly onControl?: (request: ControlRequest, peer: StreamPeer) => unknown;
}

export interface ControlRequest {
  readonly op: string;
  readonly after: number;
  readonly ms?: number;
  readonly dst?: string;
  readonly payload?: string;
  readonly ip?: string;
}

/** The other side of a stream stack: it answers pings and ARP requests, unless it has other habits. */
export class StreamPeer {
  readonly frames: Duplex;
  readonly control: Duplex | undefined;
  readonly requests: ControlRequest[] = [];
  readonly heard: string[] = [];
  framesIn = 0;
  framesOut = 0;
  hasEnded = 0;
  readonly #habits: PeerHabits;
  readonly #decoder = new FrameDecoder();
  readonly #near: Duplex | undefined;
  readonly #nearControl: Duplex | undefined;

  /** `streams`: what it speaks on, if it is not opened here. */
  constructor(habits: PeerHabits = {}, streams?: { readonly frames: Duplex; readonly control?: Duplex }) {
    this.#habits = habits;
    if (streams === undefined) [this.#near, this.frames] = duplexPair();
    else this.frames = streams.frames;
    this.frames.on('data', (chunk: Uint8Array) => {
      for (const bytes of this.#decoder.push(chunk)) this.#take(new Frame(bytes));
    });
    if (habits.onControl === undefined) return;
    if (streams === undefined) [this.#nearControl, this.control] = duplexPair();
    else this.control = streams.control!;
    this.control.on('data', (text) => {
      for (const line of String(text).trim().split('\n')) this.#answer(JSON.parse(line) as ControlRequest);
    });
  }

  /** The harness's side of it. */
  open(options: Partial<StreamOptions> = {}): Promise<StreamStack> {
    return StreamStack.open({
      identity: IDENTITY,
      input: this.#near!,
      output: this.#near!,
      ...(this.#nearControl === undefined ? {} : { control: this.#nearControl }),
      stderr: () => ['a last word'],
      end: async () => {
        this.hasEnded += 1;
        this.#near!.destroy();
      },
      ...options,
    });
  }

  send(...frames: readonly Uint8Array[]): void {
    this.framesOut += frames.length;
    if (!this.frames.writableEnded) this.frames.write(Buffer.concat(frames.map(framed)));
  }

  #take(frame: Frame): void {
    this.framesIn += 1;
    this.heard.push(describeFrame(frame));
    const answers = this.#answers(frame);
    if (answers.length > 0) this.send(...answers);
  }

  #answers(frame: Frame): Answer {
    const { onArp = arpReply, onEcho = echoReply, onOther } = this.#habits;
    if (frame.arp?.operation === ARP_REQUEST && frame.arp.targetIp === IP) return onArp(frame, this);
    if (frame.ip?.message === 'echo-request') return onEcho(frame, this);
    return onOther?.(frame, this) ?? [];
  }

  #answer(request: ControlRequest): void {
    this.requests.push(request);
    const reply = this.#habits.onControl!(request, this);
    if (reply === undefined) return;
    const text = typeof reply === 'string' ? reply : JSON.stringify({ ok: true, frames: this.framesOut, ...reply });
    this.control!.write(`${text}\n`);
  }
}

export function arpReply(frame: Frame): Answer {
  const { senderMac, senderIp } = frame.arp!;
  const packet = { senderMac: MAC, senderIp: IP, targetMac: senderMac, targetIp: senderIp };
  return [arpFrameBytes(frame.source, MAC, { ...packet, operation: ARP_REPLY })];
}

export function echoReply(frame: Frame): Answer {
  const { source, destination, id } = frame.ip!;
  return [ipFrameBytes(frame.source, MAC, { source: destination, destination: source, message: 'echo-reply', id })];
}

/** The stack asks for the harness's own station. */
export function question(): Uint8Array {
  const packet = { senderMac: MAC, senderIp: IP, targetMac: MAC_ZERO, targetIp: RESERVED };
  return arpFrameBytes(MAC_BROADCAST, MAC, { ...packet, operation: ARP_REQUEST });
}

/** Whether a frame is from the harness's own station. */
export function isReserved(frame: Frame): boolean {
  return frame.source === mac('02:00:00:ff:ff:fe');
}
