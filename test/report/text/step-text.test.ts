import { expect, test } from 'vitest';
import { stepText } from '../../../src/report/text/step-text.ts';
import type { ContestStep, DetectionSpec, Step } from '../../../src/scenario/step.ts';

const STEPS: readonly Step[] = [
  { do: 'metric', from: 'VM-1', to: '169.254.1.1', by: 'tcp' },
  { do: 'metric', from: 'VM-1', to: '169.254.1.1', by: 'udp' },
  { do: 'ping', from: 'VM-1', to: '10.0.0.1' },
  { do: 'wait', ms: 1 },
  { do: 'wait', ms: 1001 },
  { do: 'wait', ms: 61_000 },
  { do: 'delete-neighbour', at: 'VM-1', address: '10.0.0.1' },
  { do: 'flush-neighbours', at: 'VM-1' },
  { do: 'add-address', at: 'BM-1', interface: 'br0', address: '169.254.1.1/32 scope host' },
  detecting({ policy: 'cease' }),
  detecting({ policy: 'defend-once', delays: [0, 1000, 2000] }),
  detecting({ policy: 'defend-always' }),
  { do: 'link-local', at: 'BM-1', interface: 'eth0', policy: 'cease' },
  { do: 'link-local', at: 'BM-1', interface: 'eth0', policy: 'defend-once', delays: [0, 1000, 2000] },
  contesting('request'),
  contesting('reply'),
  contesting('announcement'),
  contesting('probe'),
  contesting('question'),
  { ...contesting('echo'), destination: '02:00:00:00:00:01' },
  { do: 'remove-address', at: 'BM-1', interface: 'br0', address: '10.0.0.9/24' },
  { do: 'gratuitous', at: 'BM-1', address: '10.0.0.1', form: 'reply' },
  { do: 'link', at: 'BM-1', interface: 'eth0', up: false },
  { do: 'link', at: 'BM-1', interface: 'eth0', up: true },
  { do: 'attach', guest: 'VM-1', to: 'BM-2' },
  { do: 'detach', guest: 'VM-1' },
  { do: 'migrate', guest: 'VM-1', to: 'BM-2', announce: 'none' },
  { do: 'migrate', guest: 'VM-1', to: 'BM-2', announce: 'rarp' },
  { do: 'migrate', guest: 'VM-1', to: 'BM-2', announce: 'gratuitous' },
  { do: 'reboot', at: 'BM-1' },
  arp({ operation: 1 }),
  arp({ operation: 2, destination: '02:00:00:00:00:09', source: '02:00:00:00:00:08' }),
  arp({ operation: 2, source: '02:00:00:00:00:01' }),
  arp({ operation: 9 }),
  { do: 'frame', from: 'VM-1.eth0', bytes: 'ff' },
  { do: 'faults', cable: 'BM-1.eth0', fates: ['lose', 'pass', 'duplicate', 'swap', 1200] },
  { do: 'faults', cable: 'BM-1.eth0', fates: [] },
];

function contesting(as: ContestStep['as']): ContestStep {
  const addresses = { senderMac: '02:00:00:00:00:09', peer: '169.254.9.9' };
  return { do: 'contest', from: 'VM-1.eth0', of: 'BM-1.eth0', as, ...addresses };
}

function detecting(detection: DetectionSpec): Step {
  return { do: 'add-address', at: 'BM-1', interface: 'eth0', address: '10.0.0.9/24', detection };
}

function arp(part: Partial<Extract<Step, { do: 'arp' }>>): Step {
  const sender = { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1' };
  const target = { targetMac: '00:00:00:00:00:00', targetIp: '10.0.0.2' };
  return { do: 'arp', from: 'VM-1.eth0', operation: 1, ...sender, ...target, ...part };
}

test('every kind of step has its words', () => {
  expect(STEPS.map(stepText)).toMatchInlineSnapshot(`
    [
      "VM-1 sends a metric to 169.254.1.1 (TCP SYN)",
      "VM-1 sends a metric to 169.254.1.1 (UDP)",
      "VM-1 pings 10.0.0.1",
      "1 ms pass",
      "1.001 s pass",
      "61 s pass",
      "VM-1 deletes its entry for 10.0.0.1 (ip neighbour del)",
      "VM-1 flushes its neighbour cache (ip neighbour flush)",
      "BM-1 gets 169.254.1.1/32 scope host on br0",
      "BM-1 is given 10.0.0.9/24 on eth0, with conflict detection, given up on a conflict",
      "BM-1 is given 10.0.0.9/24 on eth0, with conflict detection, defended once in 10 s, probes after 0, 1000, 2000 ms",
      "BM-1 is given 10.0.0.9/24 on eth0, with conflict detection, defended and never given up",
      "BM-1 chooses a link-local address on eth0, given up on a conflict",
      "BM-1 chooses a link-local address on eth0, defended once in 10 s, probes after 0, 1000, 2000 ms",
      "VM-1.eth0 asks for 169.254.9.9 as the link-local address of BM-1.eth0 at 02:00:00:00:00:09",
      "VM-1.eth0 replies to 169.254.9.9 as the link-local address of BM-1.eth0 at 02:00:00:00:00:09",
      "VM-1.eth0 announces the link-local address of BM-1.eth0 at 02:00:00:00:00:09",
      "VM-1.eth0 probes for the link-local address of BM-1.eth0 at 02:00:00:00:00:09",
      "VM-1.eth0 asks for the link-local address of BM-1.eth0 as 169.254.9.9 at 02:00:00:00:00:09",
      "VM-1.eth0 sends an echo request to the link-local address of BM-1.eth0 as 169.254.9.9 at 02:00:00:00:00:09 to 02:00:00:00:00:01",
      "BM-1 loses 10.0.0.9/24 on br0",
      "BM-1 announces 10.0.0.1 (gratuitous reply)",
      "BM-1.eth0 goes down",
      "BM-1.eth0 goes up",
      "VM-1 is attached to BM-2",
      "VM-1 is detached",
      "VM-1 moves to BM-2, unannounced",
      "VM-1 moves to BM-2, announced by reverse ARP",
      "VM-1 moves to BM-2, announced by gratuitous ARP",
      "BM-1 restarts",
      "VM-1.eth0 injects an ARP request of 10.0.0.1 at 02:00:00:00:00:01 for 10.0.0.2 at 00:00:00:00:00:00",
      "VM-1.eth0 injects an ARP reply of 10.0.0.1 at 02:00:00:00:00:01 for 10.0.0.2 at 00:00:00:00:00:00 to 02:00:00:00:00:09 from 02:00:00:00:00:08",
      "VM-1.eth0 injects an ARP reply of 10.0.0.1 at 02:00:00:00:00:01 for 10.0.0.2 at 00:00:00:00:00:00",
      "VM-1.eth0 injects an ARP packet, operation 9, of 10.0.0.1 at 02:00:00:00:00:01 for 10.0.0.2 at 00:00:00:00:00:00",
      "VM-1.eth0 injects a frame: 1 octets, too short for an Ethernet header",
      "the next frames on the cable of BM-1.eth0: lost, passes, doubled, overtaken, 1.2 s late",
      "the next frames on the cable of BM-1.eth0: all pass",
    ]
  `);
});
