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
    streamIdentity(spec);
    const control = spec.options.get('control') ?? '';
    if (control !== '') {
      throw new Error(
        `control=${control} in ${spec.label}: a program gets a file descriptor, so control has no value.`,
      );
    }
    if (spec.target.trim() !== '') return { available: true, version: spec.target };
    return { available: false, missing: 'no command was given', remedy: 'name it behind the colon: exec:./my-stack' };
  },
  identity: streamIdentity,
  start: async (spec, identity = streamIdentity(spec)) => {
    const stack = await startProcessStack({
      // Quotes, variables and lists are what users know of their shell.
      command: '/bin/sh',
      args: ['-c', spec.target],
      label: spec.label,
      identity,
      control: spec.options.has('control'),
      ...streamSettings(spec),
    });
    return { stack, version: stack.title ?? spec.target };
  },
};
