/** Cases for a stack where nobody says: what can be exercised at all is exercised many times over in so many. */
export const CONFORM_RUNS = 2000;
/** Milliseconds that a stack may take where nobody says. */
export const CONFORM_MILLISECONDS = 60_000;
/** A suite gives the same verdicts for the same stack: without a seed of the user's it is always the same one. */
export const CONFORM_SEED = 1;
