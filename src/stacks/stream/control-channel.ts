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
  neighbors: z.array(z.looseObject({ ip: z.string(), mac: z.string().nullable(), state: z.string() })).exactOptional(),
});

export type ControlReply = z.infer<typeof replySchema>;

interface Waiting {
  readonly resolve: (reply: ControlReply) => void;
}

/**
 * The control channel of a stack: newline-delimited JSON, one reply for each request, in order.
 *
 * Every request says how many frames the stack has been sent (`after`), so that it takes those first; every reply says
 * how many it has sent (`frames`), so that the harness reads those first.
 */
export class ControlChannel {
  readonly #stream: Duplex;
  readonly #onDefect: (message: string) => void;
  readonly #waiting: Waiting[] = [];
  #text = '';

  /** `onDefect` is told, once, when the other side does not keep to the protocol. */
  constructor(stream: Duplex, onDefect: (message: string) => void) {
    this.#stream = stream;
    this.#onDefect = onDefect;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#read(text));
    stream.on('error', (error) => onDefect(`the control channel failed: ${error.message}`));
  }

  /** Never resolves if the other side never answers: whoever waits has a deadline of its own. */
  request(request: Readonly<Record<string, unknown>>): Promise<ControlReply> {
    return new Promise((resolve) => {
      this.#waiting.push({ resolve });
      this.#stream.write(`${JSON.stringify(request)}\n`);
    });
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
    if (this.#text.length > LINE_MAX) this.#onDefect('a reply on the control channel has no end');
  }

  #take(line: string): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#onDefect(`a reply on the control channel that nobody asked for: ${shortened(line)}`);
      return;
    }
    const reply = parsed(line);
    if (reply === undefined) this.#onDefect(`a reply on the control channel is no reply: ${shortened(line)}`);
    else waiting.resolve(reply);
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

const SHOWN = 120;

function shortened(line: string): string {
  return JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
}
