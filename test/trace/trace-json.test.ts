import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neverLearnedOffHost } from '../../properties/host-scope/never-learned-off-host.ts';
import { noArpStorm } from '../../properties/network/no-arp-storm.ts';
import { type Judgement, judgeTrace } from '../../src/monitor/index.ts';
import { runScenario } from '../../src/runner/run.ts';
import { rackScenario } from '../../src/scenario/arbitraries/racks.ts';
import { singleStackScenario } from '../../src/scenario/arbitraries/single-stack.ts';
import type { Trace } from '../../src/trace/index.ts';
import { TraceBuilder } from '../../src/trace/trace-builder.ts';
import { type ParsedTrace, parseTrace, serialiseTrace } from '../../src/trace/trace-json.ts';
import { arpFrameBytes, Frame, MAC_BROADCAST, MAC_ZERO, parseIpv4, parseMac } from '../../src/wire/index.ts';

const PROPERTIES = [neverLearnedOffHost, noArpStorm];
const scenarios = fc.oneof(rackScenario({ hostsMax: 4 }), singleStackScenario());

function stored(trace: Trace): Trace {
  const parsed = parseTrace(serialiseTrace(trace));
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.message}`);
  return parsed.trace;
}

/** Whether bytes sit in a Buffer is nobody's business. */
function plain(trace: Trace): unknown {
  return trace.events.map((event) =>
    'frame' in event ? { ...event, frame: Buffer.from(event.frame.bytes).toString('hex') } : event,
  );
}

function gist(judgements: readonly Judgement[]): unknown {
  return judgements.map(({ verdict, exercised, violations, reason }) => ({ verdict, exercised, violations, reason }));
}

describe('a trace that is stored and read again', () => {
  test('has the same events, and serialises to the same bytes', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { trace } = runScenario(scenario, { properties: PROPERTIES, record: true });
        const again = stored(trace);
        expect(plain(again)).toEqual(plain(trace));
        expect(serialiseTrace(again)).toBe(serialiseTrace(trace));
      }),
      { numRuns: 30 },
    );
  });

  test('is judged as it was when it happened', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { trace, judgements } = runScenario(scenario, { properties: PROPERTIES, record: true });
        expect(gist(judgeTrace(stored(trace), PROPERTIES))).toEqual(gist(judgements));
      }),
      { numRuns: 30 },
    );
  });

  test('knows a frame again on its next hop, and tells it from another one with the same bytes', () => {
    const [first, twin] = [requestFrame(), requestFrame()];
    const trace = new TraceBuilder()
      .host('a', { mac: '02:00:00:00:00:01' })
      .sent(first)
      .host('b', { mac: '02:00:00:00:00:02' })
      .received(first)
      .received(twin)
      .build();
    const frames = stored(trace).events.map((event) => ('frame' in event ? event.frame : undefined));
    expect(frames[1]).toBe(frames[0]);
    expect(frames[2]).not.toBe(frames[0]);
    expect(frames[2]?.bytes).toEqual(frames[0]?.bytes);
  });
});

describe('what is no trace', () => {
  const lines = serialiseTrace(
    new TraceBuilder().host('a', { mac: '02:00:00:00:00:01' }).sent(requestFrame()).settled().build(),
  ).split('\n');

  test('is refused with the line and what is wrong there', () => {
    expect(problem('')).toBe('1: the trace is empty');
    expect(problem('{}')).toContain('1: format');
    expect(problem(changed(0, '"version":1', '"version":2'))).toContain('1: version');
    expect(problem(changed(0, '"node":0', '"node":7'))).toContain('1: an index of the header points beyond its list');
    expect(problem(changed(0, '02:00:00:00:00:01', '02:00'))).toBe('1: ports.0.mac: "02:00" is not a MAC address');
    expect(problem(changed(1, '"port":0', '"port":1'))).toBe('2: there is no port 1');
    expect(problem(changed(1, '{"number":0', '{"number":4'))).toBe('2: frame 4 should be number 0');
    expect(problem(changed(1, 'ffff', 'fff'))).toContain('2: frame');
    expect(problem(changed(2, '"id":1', '"id":0'))).toBe('3: event 0 comes after event 0');
    expect(problem(changed(2, '"settled"', '"setled"'))).toContain('3: kind');
    expect(problem(`${lines[0]}\n\n${lines[1]}`)).toContain('2: ');
  });

  test('is an error and never an exception, wherever a trace is cut or changed', () => {
    const whole = lines.join('\n');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 3 }), (at, noise) => {
        const parsed = parseTrace(whole.slice(0, at) + noise + whole.slice(at + 1));
        expect(typeof parsed.ok).toBe('boolean');
        expect(typeof parseTrace(whole.slice(0, at)).ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });

  function changed(line: number, from: string, to: string): string {
    expect(lines[line]).toContain(from);
    return lines.with(line, lines[line]!.replace(from, to)).join('\n');
  }

  function problem(text: string): string {
    const parsed: ParsedTrace = parseTrace(text);
    return parsed.ok ? 'no problem' : `${parsed.line}: ${parsed.message}`;
  }
});

function requestFrame(): Frame {
  const packet = {
    operation: 1,
    senderMac: parseMac('02:00:00:00:00:01')!,
    senderIp: parseIpv4('10.0.0.1')!,
    targetMac: MAC_ZERO,
    targetIp: parseIpv4('10.0.0.2')!,
  };
  return new Frame(arpFrameBytes(MAC_BROADCAST, packet.senderMac, packet));
}
