/** A mutant as a program that speaks frames: `node mutant-program.js NAME`. */
import process from 'node:process';
import { serveStack } from '../../src/stacks/stream/serve-stack.ts';
import { answering } from './answering.ts';
import { asking } from './asking.ts';
import { checking } from './checking.ts';
import { learning } from './learning.ts';
import { linux } from './linux.ts';
import { queueing } from './queueing.ts';

const name = process.argv[2];
const mutant = [...answering, ...checking, ...learning, ...asking, ...queueing, ...linux].find(
  (each) => each.name === name,
);
if (mutant === undefined) throw new Error(`no mutant is called ${name}`);
const { stack: Stack } = mutant;
serveStack((config, environment) => new Stack(config, environment));
