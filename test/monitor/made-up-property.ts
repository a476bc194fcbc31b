import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';

const none = (): never => {
  throw new Error('a made-up property has no examples');
};

/** A property of nothing in particular, with a monitor that a test writes. */
export function madeUpProperty(
  id: string,
  watch: (context: MonitorContext) => Monitor,
  more: Partial<Property> = {},
): Property {
  return {
    id,
    level: 'MUST',
    source: 'a test',
    rows: [],
    statement: 'Something is so.',
    rationale: 'A test needs it.',
    exercisedBy: 'what the test does',
    examples: { holds: none, violates: none },
    watch,
    ...more,
  };
}

/** A finding at a time. */
export function findingAt(time: number): {
  time: number;
  at: string;
  expected: string;
  received: string;
  events: number[];
} {
  return { time, at: 'A', expected: 'this', received: 'that', events: [time] };
}
