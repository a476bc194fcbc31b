import type { z } from 'zod';
import { Frame } from '../wire/index.ts';
import type { NeighbourBinding, Trace, TraceEvent, TraceHeader, TraceRoute } from './event.ts';
import {
  eventSchema,
  headerSchema,
  type StoredEvent,
  type StoredFrame,
  type StoredHeader,
  TRACE_FORMAT,
  TRACE_VERSION,
} from './trace-schema.ts';

/**
 * A trace as text, one JSON object a line: the header, then the events in order. Nothing but the trace goes in, so the
 * same run gives the same bytes.
 *
 * A frame is one object on all its hops and monitors follow it as such; that survives, as a frame has its bytes in the
 * first event that shows it and a number in all others.
 */
export function serialiseTrace(trace: Trace): string {
  const frames = new Map<Frame, number>();
  const lines = [JSON.stringify(headerSchema.encode(storedHeader(trace.header)))];
  for (const event of trace.events) lines.push(JSON.stringify(eventSchema.encode(storedEvent(event, frames))));
  return `${lines.join('\n')}\n`;
}

/** A stored trace, or what is wrong with it and in which line (from 1). */
export type ParsedTrace =
  | { readonly ok: true; readonly trace: Trace }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads what {@link serialiseTrace} wrote; anything else is an error with its line, never an exception. */
export function parseTrace(text: string): ParsedTrace {
  const reader = new TraceReader();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (let index = 0; index < lines.length; index++) {
    const message = reader.line(lines[index]!);
    if (message !== undefined) return { ok: false, line: index + 1, message };
  }
  if (reader.header === undefined) return { ok: false, line: 1, message: 'the trace is empty' };
  return { ok: true, trace: { header: reader.header, events: reader.events } };
}

class TraceReader {
  header: TraceHeader | undefined;
  readonly events: TraceEvent[] = [];
  readonly #frames: Frame[] = [];

  /** Takes a line in; the message if it makes no sense. */
  line(text: string): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return this.header === undefined ? this.#readHeader(value) : this.#readEvent(value, this.header);
  }

  #readHeader(value: unknown): string | undefined {
    const read = headerSchema.safeDecode(value as z.input<typeof headerSchema>);
    if (!read.success) return firstIssue(read.error);
    const { nodes, ports, addresses, staticNeighbours, routes } = read.data;
    const astray =
      ports.find((each) => each.node >= nodes.length) ??
      nodes.find((each) => each.home >= nodes.length) ??
      addresses.find((each) => each.port >= ports.length) ??
      staticNeighbours.find((each) => each.node >= nodes.length) ??
      routes?.find((each) => each.port >= ports.length);
    if (astray !== undefined) return `an index of the header points beyond its list: ${JSON.stringify(astray)}`;
    this.header = {
      nodes: nodes.map((each) => ({ profile: undefined, ...each })),
      ports,
      addresses,
      staticNeighbours,
      ...(routes === undefined ? {} : { routes: routes.map(routeOf) }),
    };
    return undefined;
  }

  #readEvent(value: unknown, header: TraceHeader): string | undefined {
    const read = eventSchema.safeDecode(value as z.input<typeof eventSchema>);
    if (!read.success) return firstIssue(read.error);
    const stored = read.data;
    const last = this.events.at(-1);
    if (last !== undefined && stored.id <= last.id) return `event ${stored.id} comes after event ${last.id}`;
    if (last !== undefined && stored.time < last.time) return 'the event happens before the one above it';
    if ('node' in stored && stored.node >= header.nodes.length) return `there is no node ${stored.node}`;
    if ('port' in stored && stored.port >= header.ports.length) return `there is no port ${stored.port}`;
    if (stored.kind === 'compared' && (stored.difference?.node ?? 0) >= header.nodes.length)
      return `there is no node ${stored.difference?.node}`;
    if (stored.kind === 'moved' && (stored.home ?? 0) >= header.nodes.length) return `there is no node ${stored.home}`;
    if (!('frame' in stored)) {
      this.events.push(eventOf(stored));
      return undefined;
    }
    const frame = this.#frameOf(stored.frame);
    if (typeof frame === 'string') return frame;
    this.events.push({ ...stored, frame });
    return undefined;
  }

  /** The frame, or what is wrong with the reference. */
  #frameOf(stored: StoredFrame): Frame | string {
    if (typeof stored === 'number') return this.#frames[stored] ?? `frame ${stored} has not been shown yet`;
    if (stored.number !== this.#frames.length) return `frame ${stored.number} should be number ${this.#frames.length}`;
    const frame = new Frame(Uint8Array.from(Buffer.from(stored.bytes, 'hex')));
    this.#frames.push(frame);
    return frame;
  }
}

/** The keys that the types require are there, even if nothing is known. */
function eventOf(stored: Exclude<StoredEvent, { frame: unknown }>): TraceEvent {
  if (stored.kind === 'route') return routeOf(stored);
  if (stored.kind === 'compared') return { ...stored, difference: stored.difference };
  if (stored.kind === 'moved') return { ...stored, home: stored.home };
  if (stored.kind !== 'neighbour') return stored;
  return { ...stored, before: bindingOf(stored.before), after: bindingOf(stored.after) };
}

function routeOf<Route extends { readonly gateway?: TraceRoute['gateway'] }>(
  stored: Route,
): Route & Pick<TraceRoute, 'gateway'> {
  return { ...stored, gateway: stored.gateway };
}

function bindingOf(stored: Extract<StoredEvent, { kind: 'neighbour' }>['before']): NeighbourBinding | undefined {
  return stored === undefined ? undefined : { mac: stored.mac, state: stored.state };
}

/** Field by field, as the network's own plan stands behind a header and has more in it. */
function storedHeader(header: TraceHeader): StoredHeader {
  const stored = {
    format: TRACE_FORMAT,
    version: TRACE_VERSION,
    nodes: header.nodes.map(({ name, kind, home, profile, cacheVisible }) => ({
      name,
      kind,
      home,
      profile,
      cacheVisible,
    })),
    ports: header.ports.map(({ name, node, mac, kind, uplink, settings }) => ({
      name,
      node,
      mac,
      kind,
      uplink,
      settings,
    })),
    addresses: header.addresses.map(({ port, address, prefix, scope }) => ({ port, address, prefix, scope })),
    staticNeighbours: header.staticNeighbours.map(({ node, address, mac }) => ({ node, address, mac })),
    routes: header.routes?.map(({ port, network, prefix, gateway }) => ({ port, network, prefix, gateway })),
  };
  return withoutUndefined(stored) as StoredHeader;
}

function storedEvent(event: TraceEvent, frames: Map<Frame, number>): StoredEvent {
  const stored = 'frame' in event ? { ...event, frame: storedFrame(event.frame, frames) } : event;
  return withoutUndefined(stored) as StoredEvent;
}

function storedFrame(frame: Frame, frames: Map<Frame, number>): StoredFrame {
  const known = frames.get(frame);
  if (known !== undefined) return known;
  const number = frames.size;
  frames.set(frame, number);
  return { number, bytes: Buffer.from(frame.bytes).toString('hex') };
}

/** JSON has no undefined, and the schemas take an absent key for it. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutUndefined(each)]));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const place = issue.path.join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
