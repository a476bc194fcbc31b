import type { Expectation } from '../stack.ts';

export const expectations: readonly Expectation[] = [];
