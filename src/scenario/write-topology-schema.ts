/** Build step: writes the published JSON Schema to the file that is named on the command line. */
import { writeFileSync } from 'node:fs';
import { topologyJsonSchema } from './topology-json-schema.ts';

const [, , target] = process.argv;
if (target === undefined) throw new Error('usage: node write-topology-schema.js FILE');
writeFileSync(target, `${JSON.stringify(topologyJsonSchema(), undefined, 2)}\n`);
