import { Command, InvalidArgumentError, Option } from 'commander';
import { PROFILES } from '../model/profile.ts';
import type { FuzzOptions } from './fuzz-options.ts';
import { parseDuration } from './parse-duration.ts';
import { parseMechanism } from './parse-mechanism.ts';
import { wholeNumber } from './parse-number.ts';
import { parseShard } from './parse-shard.ts';
import type { RunCommand } from './run-command.ts';
import { parseStack } from './stack-option.ts';

/** Seeds are 32 bits wide; larger ones would repeat smaller ones. */
export const SEED_MAX = 0xffff_ffff;
/** Beyond it a number of cases means "until told to stop", which is what no number says. */
export const RUNS_MAX = 1_000_000_000;
/** The rack generator numbers hosts in the last octet of an address; a rack has 42 units. */
const HOSTS_MAX = 64;

/** `arpcheck fuzz` */
export function fuzzCommand(run: RunCommand): Command {
  const command = new Command('fuzz')
    .summary('generate networks and traffic until a property is violated')
    .description(
      'Generates networks and traffic, judges what happens, shrinks what violates a property, and writes it as a case and as captures. Without --runs, --max-time or --continue it goes on until the first violation.',
    );
  for (const option of [...searchOptions(), ...networkOptions(), ...reportOptions()]) command.addOption(option);
  return command.action((options: FuzzOptions) =>
    run(async (context) => {
      const { runFuzz } = await import('./run-fuzz.ts');
      return runFuzz(options, context);
    }),
  );
}

function searchOptions(): readonly Option[] {
  return [
    new Option('--seed <number>', 'the same seed makes the same cases').argParser(wholeNumber(0, SEED_MAX)),
    new Option('--runs <number>', 'stop after so many cases').argParser(wholeNumber(1, RUNS_MAX)),
    new Option('--max-time <time>', 'stop after this time: 500ms, 30s, 2m').argParser(parseDuration),
    new Option('--property <id>', 'judge this property, all whose ids begin so, or "all"; repeatable').argParser(
      (text: string, before: readonly string[] = []) => [...before, text],
    ),
    new Option('--mechanism <name>', 'only this mechanism, with these circumstances: name+circumstance').argParser(
      parseMechanism,
    ),
    new Option('--continue', 'go on after a violation; each kind is reported once'),
    new Option('--strict', 'SHOULDs and practices count like MUSTs'),
    new Option('--long', 'wait in real time for as long as properties need it, not for seconds only'),
    new Option('--shard <i/n>', 'one of several runs that share a seed and make different cases').argParser(parseShard),
    new Option('--demo', 'find the ARP bubble, and tell how it comes about').conflicts([
      'property',
      'mechanism',
      'continue',
      'strict',
      'stack',
      'topology',
      'traffic',
      'hosts',
      'nodes',
      'profile',
      'shard',
      'junit',
    ]),
  ];
}

function networkOptions(): readonly Option[] {
  return [
    new Option('--stack <name>', 'one stack and a tester instead of random racks: reference, kernel, exec:COMMAND, …')
      .argParser(parseStack)
      .conflicts(['topology', 'traffic', 'hosts', 'nodes']),
    new Option('--topology <file>', 'random traffic on this network instead of random racks').conflicts(['hosts']),
    new Option(
      '--nodes <kind>',
      'simulated, or kernel: every host, guest and bridge in a namespace of its own on this kernel',
    ).choices(['simulated', 'kernel']),
    new Option('--traffic <kind>', 'honest: nobody lies and nobody moves').choices(['honest', 'all']),
    new Option('--hosts <number>', 'at most so many hosts in a rack').argParser(wholeNumber(1, HOSTS_MAX)),
    new Option('--profile <name>', 'the profile that all stacks follow').argParser(parseProfile),
  ];
}

function reportOptions(): readonly Option[] {
  return [
    new Option('--out <folder>', 'where cases and captures go').default('arpcheck-out'),
    new Option('--json <file>', 'write the result as JSON'),
    new Option('--junit <file>', 'write the result as JUnit XML'),
    new Option('--html <file>', 'write the result as a page for a browser'),
    new Option('--github', 'annotate the run and write a job summary, as workflows of GitHub have it anyway'),
    new Option('--no-github', 'do not, though it is a workflow of GitHub'),
    new Option('--vantage <kind>', 'show frames once, or at every port').choices(['once', 'all']).default('once'),
  ];
}

/** A profile by its name. */
export function parseProfile(text: string): string {
  if (PROFILES.has(text)) return text;
  throw new InvalidArgumentError(`Profiles are ${[...PROFILES.keys()].join(', ')}.`);
}
