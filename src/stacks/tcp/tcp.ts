import type { StackKind, StackSpec } from '../stack.ts';
import { startSocketStack } from '../stream/socket-stack.ts';
import { controlPath, STREAM_OPTIONS, streamIdentity, streamSettings } from '../stream/stream-options.ts';

const HOST_AND_PORT = /^(?:\[(?<six>[0-9a-f:]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/i;

/** Whatever listens on a TCP port. */
export const tcp: StackKind = {
  name: 'tcp',
  summary: 'a stack that listens on a TCP port',
  usage: 'tcp[,control=PATH][,OPTION=VALUE…]:HOST:PORT',
  options: { control: 'path of the UNIX socket of its control channel', ...STREAM_OPTIONS },
  profile: 'rfc826-strict',
  expectations: [],
  clock: undefined,
  check: (spec) => {
    streamSettings(spec);
    streamIdentity(spec);
    controlPath(spec);
    if (target(spec) !== undefined) return { available: true, version: spec.target };
    return { available: false, missing: 'no host and port were given', remedy: 'name them: tcp:127.0.0.1:7000' };
  },
  identity: streamIdentity,
  start: async (spec, identity = streamIdentity(spec)) => {
    const { label } = spec;
    const to = target(spec)!;
    const stack = await startSocketStack({
      label,
      to,
      control: controlPath(spec),
      identity,
      ...streamSettings(spec),
    });
    return { stack, version: stack.title ?? label };
  },
};

function target({ target: text }: StackSpec): { readonly host: string; readonly port: number } | undefined {
  const groups = HOST_AND_PORT.exec(text)?.groups;
  const port = Number(groups?.port);
  return groups === undefined || port > 65_535 ? undefined : { host: (groups.six ?? groups.host)!, port };
}
