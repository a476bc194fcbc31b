import type { StackKind } from '../stack.ts';
import { startSocketStack } from '../stream/socket-stack.ts';
import { controlPath, STREAM_OPTIONS, streamIdentity, streamSettings } from '../stream/stream-options.ts';

/** Whatever listens on a UNIX socket: QEMU's `-netdev stream`, passt, a program of the user's. */
export const unix: StackKind = {
  name: 'unix',
  summary: 'a stack that listens on a UNIX socket, a QEMU guest for instance',
  usage: 'unix[,control=PATH][,OPTION=VALUE…]:PATH',
  options: { control: 'path of the UNIX socket of its control channel', ...STREAM_OPTIONS },
  profile: 'rfc826-strict',
  expectations: [],
  clock: undefined,
  check: (spec) => {
    streamSettings(spec);
    streamIdentity(spec);
    controlPath(spec);
    if (spec.target !== '') return { available: true, version: spec.target };
    return { available: false, missing: 'no path was given', remedy: 'name it behind the colon: unix:/tmp/stack.sock' };
  },
  identity: streamIdentity,
  start: async (spec, identity = streamIdentity(spec)) => {
    const { label, target: path } = spec;
    const stack = await startSocketStack({
      label,
      to: { path },
      control: controlPath(spec),
      identity,
      ...streamSettings(spec),
    });
    return { stack, version: stack.title ?? label };
  },
};
