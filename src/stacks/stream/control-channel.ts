import type { Duplex } from 'node:stream';
import { z } from 'zod';

/** A reply longer than this is not read: a neighbour table of a few thousand entries fits. */
const LINE_MAX = 1 << 20;

const replySchema = z.looseObject({
  ok: z.boolean(),
  frames: z.number().int().min(0),
  error: z.string().exactOptional(),
  /** It did not do what it was asked for, and may refuse that: a datagram to where there is no way. */
  refused: z.string().exactOptional(),
  name: z.string().exactOptional(),
  version: z.string().exactOptional(),
  capabilities: z.array(z.string()).exactOptional(),
  /** What became of addresses since the last reply; `frames`: how many it had written before. */
  detection: z
    .array(
      z.looseObject({
        ip: z.string(),
        phase: z.enum(['waiting', 'probing', 'announcing', 'in-use', 'defending', 'given-up', 'removed']),
        frames: z.number().int().min(0),
      }),
    )
    .exactOptional(),
  neighbors: z.array(z.looseObject({ ip: z.string(), mac: z.string().nullable(), state: z.string() })).exactOptional(),
});

export type ControlReply = z.infer<typeof replySchema>;

/** What the owner of a channel is told besides replies. */
export interface ControlEvents {
  /** The other side does not keep to the protocol; a sentence without a full stop. */
  readonly onDefect: (message: string) => void;
  /** The other side has closed it, by its end as a rule. */
  readonly onEnd: () => void;
}

/**
 * The control channel of a stack: newline-delimited JSON, one reply for each request, in order.
 *
 * Every request says how many frames the stack has been sent (`after`), so that it takes those first; every reply says
 * how many it has sent (`frames`), so that the harness reads those first.
 */
export class ControlChannel {
  readonly #stream: Duplex;
  readonly #events: ControlEvents;
  readonly #waiting: ((reply: ControlReply) => void)[] = [];
  #text = '';

  constructor(stream: Duplex, events: ControlEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#read(text));
    stream.on('error', () => events.onEnd());
    stream.on('end', () => events.onEnd());
  }

  /** `onReply` is never called if the other side never answers: whoever waits has a deadline of its own. */
  request(request: Readonly<Record<string, unknown>>, onReply: (reply: ControlReply) => void): void {
    this.#waiting.push(onReply);
    this.#stream.write(`${JSON.stringify(request)}\n`);
  }

  close(): void {
    this.#stream.destroy();
  }

  #read(text: string): void {
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf('\n');
      if (end < 0) break;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#take(line);
    }
    if (this.#text.length > LINE_MAX) {
      this.#events.onDefect(`it began a reply on the control channel that has no end: ${shortened(this.#text)}`);
    }
  }

  #take(line: string): void {
    const onReply = this.#waiting.shift();
    if (onReply === undefined) {
      this.#events.onDefect(`it wrote a reply on the control channel that nobody asked for: ${shortened(line)}`);
      return;
    }
    const reply = parsed(line);
    if (reply !== undefined) onReply(reply);
    else this.#events.onDefect(`it wrote something on the control channel that is no reply: ${shortened(line)}`);
  }
}

function parsed(line: string): ControlReply | undefined {
  try {
    const reply = replySchema.safeParse(JSON.parse(line));
    return reply.success ? reply.data : undefined;
  } catch {
    return undefined;
  }
}

/** Characters of a line that a message quotes. */
const SHOWN = 120;

function shortened(line: string): string {
  return JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
}
