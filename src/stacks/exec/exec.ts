import type { StackKind } from '../stack.ts';
import { startProcessStack } from '../stream/process-stack.ts';
import { STREAM_OPTIONS, streamIdentity, streamSettings } from '../stream/stream-options.ts';

/** Any program that speaks frames on its standard input and output. */
export const exec: StackKind = {
  name: 'exec',
  summary: 'a program that speaks frames on standard input and output',
  usage: 'exec[,control][,OPTION=VALUE…]:COMMAND',
  options: { control: 'it has a control channel on the file descriptor ARPCHECK_CONTROL_FD', ...STREAM_OPTIONS },
  profile: 'rfc826-strict',
  expectations: [],
  clock: undefined,
  check: (spec) => {
    streamSettings(spec);
    if (spec.target.trim() !== '') return { available: true, version: spec.target };
    return { available: false, missing: 'no command was given', remedy: 'name it behind the colon: exec:./my-stack' };
  },
  identity: streamIdentity,
  start: async (spec, identity = streamIdentity(spec)) => {
    const control = spec.options.has('control');
    // The shell understands quotes and variables; exec leaves no shell behind to hide the program's end.
    const args = ['-c', `exec ${spec.target}`];
    const stack = await startProcessStack({ command: '/bin/sh', args, identity, control, ...streamSettings(spec) });
    return { stack, version: stack.title ?? spec.target };
  },
};
