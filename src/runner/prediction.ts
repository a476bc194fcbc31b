import { Network, type Pace, type Plan, type RecordedFrame, type StepRecord, StepRecorder } from '../network/index.ts';
import { interpretNow } from '../scenario/interpreter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Difference } from '../trace/index.ts';
import { describeFrame, formatMac } from '../wire/index.ts';

/** What the simulator does in a scenario, with Linux in every host: step by step, to be compared with another network. */
export class Prediction {
  readonly #records: StepRecord[] = [];
  #steps = 0;
  /** What happens after the first difference follows from it. */
  #isOver = false;

  constructor(plan: Plan, scenario: Scenario, pace: Pace | undefined) {
    const network = new Network(plan, undefined, undefined, pace);
    const recorder = new StepRecorder(network);
    network.sink = (event) => {
      const record = recorder.event(event);
      if (record !== undefined) this.#records.push(record);
    };
    interpretNow(network, scenario);
  }

  /** Compares the next step of a network with what was predicted of it; undefined once they have differed. */
  compare(network: Network, seen: StepRecord): { readonly difference: Difference | undefined } | undefined {
    if (this.#isOver) return undefined;
    const predicted = this.#records[this.#steps++] ?? NOTHING;
    const difference = frameDifference(network, predicted, seen) ?? neighbourDifference(network, predicted, seen);
    this.#isOver = difference !== undefined;
    return { difference };
  }
}

const NOTHING: StepRecord = { frames: [], neighbours: new Map() };

/** The first frame that differs on a cable. What a network does on different cables at the same time has no order. */
function frameDifference(network: Network, predicted: StepRecord, seen: StepRecord): Difference | undefined {
  const expected = byPort(predicted.frames);
  const received = byPort(seen.frames);
  for (const port of new Set([...expected.keys(), ...received.keys()])) {
    const [left, right] = [expected.get(port) ?? [], received.get(port) ?? []];
    const at = firstDifference(left, right);
    if (at >= 0) return describe(network, port, left[at], right[at]);
  }
  return undefined;
}

function byPort(frames: readonly RecordedFrame[]): Map<string, RecordedFrame[]> {
  const ports = new Map<string, RecordedFrame[]>();
  for (const each of frames) {
    const own = ports.get(each.port);
    if (own === undefined) ports.set(each.port, [each]);
    else own.push(each);
  }
  return ports;
}

function firstDifference(left: readonly RecordedFrame[], right: readonly RecordedFrame[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (left[at]?.gist !== right[at]?.gist) return at;
  }
  return -1;
}

function describe(
  network: Network,
  port: string,
  expected: RecordedFrame | undefined,
  received: RecordedFrame | undefined,
): Difference {
  const what = received === undefined ? 'frame-missing' : expected === undefined ? 'frame-unexpected' : 'frame-differs';
  return {
    node: nodeNamed(network, port.slice(0, port.lastIndexOf('.'))),
    what,
    expected: expected === undefined ? `nothing more at ${port}` : `at ${port}: ${frameText(expected)}`,
    received: received === undefined ? 'nothing more' : frameText(received),
    event: received?.event ?? -1,
  };
}

function frameText({ frame }: RecordedFrame): string {
  return `${formatMac(frame.source)} to ${formatMac(frame.destination)}: ${describeFrame(frame)}`;
}

function neighbourDifference(network: Network, predicted: StepRecord, seen: StepRecord): Difference | undefined {
  for (const key of new Set([...predicted.neighbours.keys(), ...seen.neighbours.keys()])) {
    const [expected, received] = [predicted.neighbours.get(key), seen.neighbours.get(key)];
    if (expected === received) continue;
    const node = nodeNamed(network, key.slice(0, key.indexOf('.')));
    const [port, address] = key.split(' ');
    return {
      node,
      what: 'neighbour-differs',
      expected: `${port} has ${expected ?? 'no entry'} for ${address}`,
      received: received ?? 'no entry',
      event: -1,
    };
  }
  return undefined;
}

function nodeNamed(network: Network, name: string): number {
  return network.nodes.findIndex((node) => node.name === name);
}
