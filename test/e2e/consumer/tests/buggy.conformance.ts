import { describeArpConformance } from 'arpcheck/vitest';
import { createBuggyStack } from '../src/my-stack.ts';
import { REQUIREMENTS } from '../src/requirements.ts';

describeArpConformance({
  stack: createBuggyStack,
  name: 'my-buggy-stack',
  properties: REQUIREMENTS,
  runs: 500,
  seed: 7,
});
