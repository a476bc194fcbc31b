/** A mutant as a program that speaks frames: `node mutant-program.js NAME`; the reference stack for `none`. */
import process from 'node:process';
import { ReferenceStack } from '../../src/model/index.ts';
import { serveStack } from '../../src/stacks/stream/serve-stack.ts';
import { MUTANTS } from './index.ts';

const name = process.argv[2];
const Stack = name === 'none' ? ReferenceStack : MUTANTS.find((each) => each.name === name)?.stack;
if (Stack === undefined) throw new Error(`no mutant is called ${name}`);
serveStack((config, environment) => new Stack(config, environment));
