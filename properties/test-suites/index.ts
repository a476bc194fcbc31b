import { iwl } from './iwl.ts';
import { tc8 } from './tc8.ts';
import { tc8Autoconf } from './tc8-autoconf.ts';
import type { TestSuite } from './test-suite.ts';

export type { SuiteCase, TestSuite } from './test-suite.ts';

/** The published suites of ARP tests whose cases are listed somewhere that everybody can read. */
export const TEST_SUITES: readonly TestSuite[] = [tc8, tc8Autoconf, iwl];
