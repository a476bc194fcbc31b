/** A program that starts passt, says so, and stays until it is killed. Its argument is the MAC address of passt. */
import { passt } from '../../../src/stacks/passt/passt.ts';
import { parseStackSpec } from '../../../src/stacks/stack-spec.ts';

const spec = parseStackSpec('passt');
const { version } = await passt.start(spec, { ...passt.identity(spec), mac: process.argv[2]! });
console.log(version);
setInterval(() => {}, 60_000);
