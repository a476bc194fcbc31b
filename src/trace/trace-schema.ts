import { z } from 'zod';
import { formatIpv4, formatMac, type Ipv4, type Mac, parseIpv4, parseMac } from '../wire/index.ts';

/** The lines of a stored trace, as JSON: addresses as text, frames in hexadecimal. `trace-json.ts` says how they go together. */

export const TRACE_FORMAT = 'arpcheck-trace';
export const TRACE_VERSION = 1;

const index = z.number().int().min(0);
/** An index, or -1 for "none". */
const indexOrNone = z.number().int().min(-1);
const count = z.number().int().min(0);

const mac = z.codec(z.string(), z.custom<Mac>(), {
  decode: (text, context) => parsed(parseMac(text), 'a MAC address', text, context),
  encode: formatMac,
});

const ipv4 = z.codec(z.string(), z.custom<Ipv4>(), {
  decode: (text, context) => parsed(parseIpv4(text), 'an IPv4 address', text, context),
  encode: formatIpv4,
});

function parsed<T>(value: T | undefined, what: string, text: string, context: z.core.ParsePayload): T {
  if (value !== undefined) return value;
  context.issues.push({ code: 'custom', message: `${JSON.stringify(text)} is not ${what}`, input: text });
  return z.NEVER;
}

const scope = z.enum(['global', 'link', 'host']);
const scopedAddress = { port: index, address: ipv4, prefix: z.number().int().min(0).max(32), scope };

const route = { port: index, network: ipv4, prefix: z.number().int().min(0).max(32), gateway: ipv4.optional() };

export const headerSchema = z.strictObject({
  format: z.literal(TRACE_FORMAT),
  version: z.literal(TRACE_VERSION),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['host', 'guest', 'tester', 'switch']),
      home: index,
      /** Absent without a stack. */
      profile: z.string().exactOptional(),
      cacheVisible: z.boolean(),
    }),
  ),
  ports: z.array(
    z.strictObject({
      name: z.string(),
      node: index,
      mac,
      kind: z.enum(['nic', 'member', 'bridge']),
      uplink: z.boolean(),
      settings: z.record(z.string(), z.number()).exactOptional(),
    }),
  ),
  addresses: z.array(z.strictObject(scopedAddress)),
  staticNeighbours: z.array(z.strictObject({ node: index, address: ipv4, mac })),
  routes: z.array(z.strictObject(route)).exactOptional(),
});

/** A frame has its bytes where it is met first; later events refer to it by its number. */
const frame = z.union([
  index,
  z.strictObject({
    number: index,
    bytes: z.string().regex(/^([0-9a-f]{2})*$/, 'bytes are pairs of hexadecimal digits'),
  }),
]);

const binding = z.strictObject({
  mac: mac.optional(),
  state: z.enum(['incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'permanent']),
});

const message = z.enum(['echo-request', 'echo-reply', 'syn', 'syn-ack', 'datagram', 'datagram-answer']);
const packet = { source: ipv4, destination: ipv4, message, packet: count };

function event<Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) {
  return z.strictObject({ id: count, time: z.number().min(0), kind: z.literal(kind), ...shape });
}

export const eventSchema = z.discriminatedUnion('kind', [
  event('sent', { port: index, frame, injected: z.boolean() }),
  event('received', { port: index, frame, injected: z.boolean() }),
  event('dropped', { port: index, frame, where: z.string() }),
  event('neighbour', {
    node: index,
    port: index,
    address: ipv4,
    before: binding.optional(),
    after: binding.optional(),
    reason: z.enum(['frame', 'timer', 'operator', 'traffic', 'link']),
    cause: indexOrNone,
  }),
  event('delivered', { node: index, port: indexOrNone, ...packet, cause: indexOrNone }),
  event('originated', { node: index, ...packet }),
  event('step', { step: count, phase: z.enum(['scenario', 'healing', 'healed']) }),
  event('settled', {}),
  event('address', { node: index, ...scopedAddress, present: z.boolean() }),
  event('detection', {
    node: index,
    port: index,
    address: ipv4,
    phase: z.enum(['waiting', 'probing', 'announcing', 'in-use', 'defending', 'given-up', 'removed']),
    policy: z.enum(['cease', 'defend-once', 'defend-always']),
    cause: indexOrNone,
    chosen: z.literal(true).exactOptional(),
  }),
  event('link-local', { node: index, port: index, policy: z.enum(['cease', 'defend-once', 'defend-always']) }),
  event('setting', { node: index, port: index, name: z.string(), value: z.number() }),
  event('route', { node: index, ...route, present: z.boolean() }),
  event('proxied', { node: index, port: index, address: ipv4, present: z.boolean() }),
  event('link', { port: index, up: z.boolean(), by: z.literal('carrier').exactOptional() }),
  event('moved', { node: index, home: index.exactOptional() }),
  event('rebooted', { node: index }),
  event('compared', {
    difference: z
      .strictObject({
        node: index,
        what: z.enum(['frame-missing', 'frame-unexpected', 'frame-differs', 'neighbour-differs']),
        expected: z.string(),
        received: z.string(),
        event: indexOrNone,
      })
      .optional(),
  }),
]);

export type StoredHeader = z.output<typeof headerSchema>;
export type StoredEvent = z.output<typeof eventSchema>;
export type StoredFrame = z.output<typeof frame>;
