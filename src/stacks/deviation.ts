import type { Expectation } from './stack.ts';

/** Violations of one property that have the same cause in a stack. */
export interface Deviation extends Omit<Expectation, 'case' | 'mechanism'> {
  /** How the violations come about; each has a stored case. */
  readonly mechanisms: readonly [string, ...string[]];
}

/** What is expected of a stack: one for each mechanism, with its case `STACK/PROPERTY.MECHANISM`. */
export function expectationsOf(stack: string, deviations: readonly Deviation[]): readonly Expectation[] {
  return deviations.flatMap(({ mechanisms, ...deviation }) =>
    mechanisms.map((mechanism) => ({
      ...deviation,
      mechanism,
      case: `${stack}/${deviation.property}.${mechanism}`,
    })),
  );
}
