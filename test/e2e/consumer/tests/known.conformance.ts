import { describeArpConformance } from 'arpcheck/vitest';
import { createBuggyStack, createStack } from '../src/my-stack.ts';

const properties = ['rfc826.no-entry-from-third-parties'];
const expectations = [{ property: 'rfc826.no-entry-from-third-parties', reason: 'It saves a question later.' }];

describeArpConformance({ stack: createBuggyStack, name: 'with its known bug', properties, expectations, runs: 500 });
describeArpConformance({ stack: createStack, name: 'mended', properties, expectations, runs: 500 });
