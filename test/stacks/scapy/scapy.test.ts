import { describe, expect, it } from 'vitest';
import { scapy } from '../../../src/stacks/scapy/scapy.ts';
import type { StackIdentity } from '../../../src/stacks/stack.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';
import { echoTo, goneWith, mayRun, processesTold, replyTo, requestFor, said } from '../conversation.ts';

const SPEC = parseStackSpec('scapy');
const WHO: StackIdentity = { ...scapy.identity(SPEC), mac: '02:00:00:5c:a9:01' };

/** Needs Debian's python3-scapy. */
describe.skipIf(!mayRun(scapy))('scapy', () => {
  it('answers requests for its address, and nothing else; nothing of it is left', async () => {
    const { stack, version } = await scapy.start(SPEC, WHO);
    expect(version).toMatch(/^scapy \d/);
    expect(await said(stack, requestFor('10.0.0.1'))).toEqual([`10.0.0.1 is at ${WHO.mac}`]);
    expect(await said(stack, requestFor('10.0.0.2'), replyTo(WHO), echoTo(WHO))).toEqual([]);
    expect(await stack.settle()).toBe('quiet');
    // What ends in the middle of a header does not end it.
    expect(await said(stack, new Uint8Array(0), new Uint8Array(9), requestFor('10.0.0.1').subarray(0, 30))).toEqual([]);
    expect(await said(stack, requestFor('10.0.0.1'))).toHaveLength(1);
    expect([stack.clock, ...stack.abilities]).toEqual(['virtual', 'advance']);
    await stack.advance(3_600_000);
    expect(await stack.beginCase()).toBe('empty');
    expect(stack.receive()).toBeUndefined();
    expect(stack.failure).toBeUndefined();
    expect(processesTold(WHO.mac)).toHaveLength(1);
    await stack.close();
    await goneWith(WHO.mac);
  });

  it('answers whatever hardware type a request has', async () => {
    const { stack } = await scapy.start(SPEC, WHO);
    const request = requestFor('10.0.0.1');
    request[15] = 24;
    expect(await said(stack, request)).toHaveLength(1);
    await stack.close();
  });
});
