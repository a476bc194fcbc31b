/** A mutant as a program that speaks frames: `node mutant-program.js NAME`. */
import process from 'node:process';
import { serveStack } from '../../src/stacks/stream/serve-stack.ts';
import { LONE_MUTANTS } from './index.ts';

const name = process.argv[2];
const mutant = LONE_MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`no mutant is called ${name}`);
const { stack: Stack } = mutant;
serveStack((config, environment) => new Stack(config, environment));
