import { z } from 'zod';
import { SYSCTLS, type SysctlName } from '../model/sysctl.ts';
import { DELAY_MS_MAX, LIST_LIMITS, WAIT_MS_MAX } from './limits.ts';
import type { Scenario } from './scenario.ts';
import type { Step } from './step.ts';
import { TEXTS } from './text-schema.ts';
import { topologySchema } from './topology-schema.ts';

/** The newest version of scenarios that is understood. */
export const SCENARIO_VERSION = 1;

const machine = TEXTS.name.describe('A host or guest.');
const port = TEXTS.name.describe('HOST.INTERFACE or GUEST.INTERFACE.');
const networkInterface = TEXTS.name.describe('An interface of that machine.');
const guest = TEXTS.name.describe('A guest.');
const host = TEXTS.name.describe('A host.');

/** What a cable does to a frame; a number delays it. */
const fate = z.union([z.enum(['pass', 'lose', 'duplicate', 'swap']), z.number().int().min(0).max(DELAY_MS_MAX)], {
  error: 'a fate is "pass", "lose", "duplicate", "swap", or a delay in whole milliseconds',
});

/** RFC 5227 section 1.1: PROBE_WAIT, and PROBE_MIN to PROBE_MAX, in milliseconds. */
const firstDelay = z.number().int().min(0).max(1000);
const nextDelay = z.number().int().min(1000).max(2000);

const delays = z.tuple([firstDelay, nextDelay, nextDelay]);

const detection = z
  .strictObject({
    policy: z
      .enum(['cease', 'defend-once', 'defend-always'])
      .describe('What is done about a claim to the address in use: RFC 5227, section 2.4 (a), (b), (c).'),
    delays: delays
      .describe('Milliseconds in front of each probe; the middle of what RFC 5227 allows if absent.')
      .exactOptional(),
  })
  .describe('Address conflict detection, RFC 5227; none if absent.')
  .meta({ title: 'detection' });

const SYSCTL_NAMES = Object.keys(SYSCTLS) as [SysctlName, ...SysctlName[]];

function step<Name extends Step['do'], Shape extends z.core.$ZodLooseShape>(name: Name, shape: Shape) {
  return z.strictObject({ do: z.literal(name), ...shape }).meta({ title: `${name} step` });
}

const sysctlStep = step('sysctl', {
  at: machine,
  interface: TEXTS.name.describe('An interface of that machine, or "all".'),
  name: z.enum(SYSCTL_NAMES),
  value: z.number().int().describe("In the kernel's unit."),
}).check(({ value: { name, value }, issues }) => {
  const { min, max } = SYSCTLS[name];
  if (value >= min && value <= max) return;
  const message = `${name} is from ${min} to ${max}`;
  issues.push({ code: 'custom', message, input: value, path: ['value'] });
});

/** The form of steps; `step.ts` says what they do. */
export const stepSchema = z
  .discriminatedUnion('do', [
    step('metric', { from: machine, to: TEXTS.ipv4, by: z.enum(['tcp', 'udp']) }),
    step('ping', { from: machine, to: TEXTS.ipv4 }),
    step('wait', { ms: z.number().int().min(0).max(WAIT_MS_MAX) }),
    step('delete-neighbour', { at: machine, address: TEXTS.ipv4 }),
    step('flush-neighbours', { at: machine }),
    step('add-address', {
      at: machine,
      interface: networkInterface,
      address: TEXTS.interfaceAddress,
      detection: detection.exactOptional(),
    }),
    step('remove-address', { at: machine, interface: networkInterface, address: TEXTS.interfaceAddress }),
    step('link-local', {
      at: machine,
      interface: networkInterface,
      policy: z
        .enum(['cease', 'defend-once'])
        .describe('What is done about a claim to the address in use: RFC 3927, section 2.5 (a), (b).'),
      delays: delays
        .describe('Milliseconds in front of each probe; the middle of what RFC 3927 allows if absent.')
        .exactOptional(),
    }),
    step('contest', {
      from: port,
      of: port,
      as: z.enum(['request', 'reply', 'announcement', 'probe', 'question', 'echo']),
      senderMac: TEXTS.mac,
      peer: TEXTS.ipv4,
      destination: TEXTS.mac.exactOptional(),
    }),
    sysctlStep,
    step('add-route', {
      at: machine,
      interface: networkInterface,
      to: TEXTS.destination,
      via: TEXTS.ipv4.exactOptional(),
    }),
    step('remove-route', {
      at: machine,
      interface: networkInterface,
      to: TEXTS.destination,
      via: TEXTS.ipv4.exactOptional(),
    }),
    step('add-proxy', { at: machine, interface: networkInterface, address: TEXTS.ipv4 }),
    step('remove-proxy', { at: machine, interface: networkInterface, address: TEXTS.ipv4 }),
    step('gratuitous', { at: machine, address: TEXTS.ipv4, form: z.enum(['request', 'reply']) }),
    step('link', {
      at: machine,
      interface: networkInterface,
      up: z.boolean(),
      by: z.literal('carrier').exactOptional(),
    }),
    step('attach', { guest, to: host }),
    step('detach', { guest }),
    step('migrate', { guest, to: host, announce: z.enum(['none', 'rarp', 'gratuitous']) }),
    step('reboot', { at: machine }),
    step('arp', {
      from: port,
      operation: z.number().int().min(0).max(65_535),
      senderMac: TEXTS.mac,
      senderIp: TEXTS.ipv4,
      targetMac: TEXTS.mac,
      targetIp: TEXTS.ipv4,
      destination: TEXTS.mac.exactOptional(),
      source: TEXTS.mac.exactOptional(),
    }),
    step('echo', {
      from: port,
      senderIp: TEXTS.ipv4,
      targetIp: TEXTS.ipv4,
      destination: TEXTS.mac,
      senderMac: TEXTS.mac.exactOptional(),
      id: z.number().int().min(0).max(65_535),
    }),
    step('frame', { from: port, bytes: TEXTS.hex }),
    step('faults', { cable: port, fates: z.array(fate).max(LIST_LIMITS.fates.max) }),
  ])
  .meta({ title: 'step' }) satisfies z.ZodType<Step>;

export const scenarioSchema = z
  .strictObject({
    version: z.literal(SCENARIO_VERSION).describe('Version of the scenario format.'),
    topology: topologySchema,
    steps: z.array(stepSchema).max(LIST_LIMITS.steps.max),
    heal: z.boolean().describe('Heal the network after the last step, and judge whether it converges.').exactOptional(),
  })
  .meta({ title: 'scenario' }) satisfies z.ZodType<Scenario>;
