import fc from 'fast-check';
import { expect, it } from 'vitest';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import { SIMULATED } from '../../src/scenario/arbitraries/subject.ts';
import type { Step } from '../../src/scenario/step.ts';
import { ARP_LENGTH, ETHERNET_HEADER_LENGTH, Frame } from '../../src/wire/index.ts';

const SEED = 17;

/** In a frame for another station, or in one that is no proper ARP request or reply. */
function isMisfit(step: Step): boolean {
  return (
    (step.do === 'frame' && !isPaddedArp(step.bytes)) || (step.do === 'arp' && step.destination === '02:00:00:00:01:77')
  );
}

/** All ARP on a real Ethernet has octets behind its end. */
function isPaddedArp(bytes: string): boolean {
  const { vlan, arp, length } = new Frame(Buffer.from(bytes, 'hex'));
  return vlan < 0 && arp?.isEthernetIpv4 === true && length > ETHERNET_HEADER_LENGTH + ARP_LENGTH;
}

function senderOf(step: Step): string {
  if (step.do === 'arp') return step.senderMac.replaceAll(':', '');
  return step.do === 'frame' ? step.bytes.slice(12, 24) : '';
}

it(`a misfit claims what nobody has claimed before it in its case (seed ${SEED})`, () => {
  const subject = { ...SIMULATED, abilities: new Set(['ping'] as const), takesMisfits: true };
  let misfits = 0;
  for (const { steps } of fc.sample(singleStackScenario({ subject }), { seed: SEED, numRuns: 2000 })) {
    const index = steps.findIndex(isMisfit);
    if (index < 0) continue;
    misfits += 1;
    const before = steps.slice(0, index).map(senderOf);
    expect(before).not.toContain(senderOf(steps[index]!));
  }
  expect(misfits).toBeGreaterThan(200);
});
