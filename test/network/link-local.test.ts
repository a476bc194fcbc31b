/** Steps about link-local addresses that hosts choose by themselves: what the trace tells, and what others can say. */
import { describe, expect, it } from 'vitest';
import type { ContestStep, Step } from '../../src/scenario/step.ts';
import { formatIpv4 } from '../../src/wire/index.ts';
import { NetworkLab } from './network-lab.ts';
import { storyRack } from './story-rack.ts';

const VM1_MAC = '02:01:0a:33:a2:4a';

describe('a link-local address', () => {
  const choose: Step = { do: 'link-local', at: 'VM-3', interface: 'eth0', policy: 'cease', delays: [500, 1000, 1000] };
  const wait: Step = { do: 'wait', ms: 1000 };
  const contest = (as: ContestStep['as']): Step => ({
    do: 'contest',
    from: 'VM-1.eth0',
    of: 'VM-3.eth0',
    as,
    senderMac: VM1_MAC,
    peer: '169.254.9.9',
  });

  /** Detection of VM-3: address and phase. */
  function phasesOf(lab: NetworkLab): readonly string[] {
    return lab.events.flatMap((event) =>
      event.kind === 'detection' ? [`${formatIpv4(event.address)} ${event.phase}`] : [],
    );
  }

  it('is chosen in place of those that are there; the trace tells of it first', () => {
    const lab = new NetworkLab({ ...storyRack(), profile: 'host-5227' }).do(choose, { do: 'wait', ms: 9000 });
    const at = lab.events.findIndex((event) => event.kind === 'link-local');
    const told = lab.events.slice(at).filter(({ kind }) => kind === 'link-local' || kind === 'address');
    expect(told.map((event) => ('present' in event ? event.present : event.kind))).toEqual(['link-local', false, true]);
    expect(lab.do(choose).events.filter(({ kind }) => kind === 'link-local')).toEqual([]);
  });

  it('is what others speak of that know it, before and after it is another one', () => {
    const lab = new NetworkLab({ ...storyRack(), profile: 'host-5227' });
    lab.do(choose, wait, contest('probe'), wait, contest('reply'), { do: 'wait', ms: 9000 });
    const phases = phasesOf(lab);
    const addresses = new Set(phases.map((each) => each.split(' ')[0]));
    expect(addresses.size).toBe(3);
    const order = ['probing', 'given-up', 'probing', 'given-up', 'probing', 'announcing', 'in-use'];
    expect(phases.map((each) => each.split(' ')[1])).toEqual(order);
    lab.do(contest('announcement'));
    expect(phasesOf(lab).at(-1)).toContain('probing');
  });

  it('is answered for', () => {
    const lab = new NetworkLab({ ...storyRack(), profile: 'host-5227' }).do(choose, { do: 'wait', ms: 9000 });
    const answers = lab.do(contest('question')).events.filter(({ kind }) => kind === 'sent');
    expect(answers.length).toBeGreaterThan(1);
    expect(lab.do(contest('echo')).events.map(({ kind }) => kind)).toContain('received');
  });

  it('is nothing that a kernel chooses', () => {
    const lab = new NetworkLab(storyRack()).do(choose, wait, contest('request'));
    expect(lab.events.filter(({ kind }) => kind === 'link-local' || kind === 'sent')).toEqual([]);
  });
});
