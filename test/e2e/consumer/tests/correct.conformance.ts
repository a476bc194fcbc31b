import { describeArpConformance } from 'arpcheck/vitest';
import * as stack from '../src/my-stack.ts';
import { REQUIREMENTS } from '../src/requirements.ts';

describeArpConformance({ stack, name: 'my-stack', properties: REQUIREMENTS, runs: 500 });
