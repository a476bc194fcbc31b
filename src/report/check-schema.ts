import { z } from 'zod';

/** Version of the format. Keys may be added within a version; none is renamed, dropped or given another meaning. */
export const CHECK_VERSION = 1;

const count = z.number().int().min(0);
const frame = count.describe('Number of a frame, from 1, as Wireshark counts.');
const seconds = z.number().describe('Seconds since the first packet.');

const occurrence = z.strictObject({
  frame,
  causes: z.array(frame).describe('Frames before it that it takes to see why.'),
  seconds,
  expected: z.string(),
  received: z.string(),
});

const finding = z.strictObject({
  id: z.string().describe('A property, or a finding of docs/findings.md.'),
  level: z.enum(['MUST', 'SHOULD', 'PRACTICE', 'NOTE']),
  source: z.string().describe('Document and section.'),
  mechanism: z.string().describe('How it came about.'),
  subject: z.string().describe('The address or the station that it is about.'),
  confidence: z.enum(['certain', 'likely', 'possible']),
  reason: z.string().describe('Why it is not more certain, or is.'),
  count: count.describe('How often it was seen.'),
  lastSeconds: seconds,
  occurrences: z.array(occurrence).describe('The first ones.'),
});

const property = z.strictObject({
  id: z.string(),
  level: z.enum(['MUST', 'SHOULD', 'PRACTICE']),
  verdict: z.enum(['held', 'violated', 'vacuous', 'inconclusive', 'unsupported']),
  exercised: count.describe('How often what it speaks of happened.'),
  violated: count.describe('How often it was wrong.'),
  reason: z.string().describe('Why it is unsupported (the capture does not show it) or inconclusive.').exactOptional(),
});

const link = z.strictObject({
  linkType: count.describe('Number of the link-layer header type registry.'),
  name: z.string(),
  packets: count,
  arp: count,
  short: count.describe('Packets that end before they say what they carry.'),
  hidden: count.describe('Packets that are encrypted or hold several others.'),
  unknown: count.describe('Packets of a link type that is not understood.'),
});

/** The result of `arpcheck check --json FILE`. The same capture gives the same bytes. */
export const checkSchema = z
  .strictObject({
    version: z.literal(CHECK_VERSION).describe('Version of this format.'),
    arpcheck: z.string().describe('Version of arpcheck.'),
    capture: z.string().describe('As it was named.'),
    format: z.enum(['pcap', 'pcapng']).exactOptional(),
    topology: z.boolean().describe('A topology was given.'),
    started: z.string().describe('Time of the first packet (RFC 3339), to the nanosecond.').exactOptional(),
    seconds: z.number().min(0).describe('Between the first packet and the latest.'),
    packets: count,
    arp: count.describe('ARP packets.'),
    problem: z.string().describe('Why the capture could not be read to its end.').exactOptional(),
    links: z.array(link),
    limits: z
      .strictObject({
        cutPackets: count.describe('ARP packets that whoever captured had cut off; not judged.'),
        withoutDestination: count.describe('ARP packets of a link layer without addresses; not judged by properties.'),
        forgottenAddresses: count.describe('Addresses that were forgotten; what is said of them begins anew.'),
        droppedFindings: count.describe('Findings that were not kept, as there were too many.'),
        restarts: count.describe('How often monitors began anew, and did not relate what is before and behind.'),
      })
      .describe('What bounded memory cost. All zero: nothing was missed.'),
    exitCode: count,
    properties: z.array(property),
    findings: z.array(finding),
  })
  .meta({ title: 'arpcheck check result' });

export type CheckJson = z.infer<typeof checkSchema>;
