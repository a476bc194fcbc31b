/** A program that starts a stack, says so, and stays until it is killed. */
import { kernel } from '../../../src/stacks/kernel/kernel.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';

const { version } = await kernel.start(parseStackSpec('kernel'));
console.log(version);
setInterval(() => {}, 60_000);
