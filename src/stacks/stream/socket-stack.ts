import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type StackIdentity, StackStartError } from '../stack.ts';
import type { StreamSettings } from './stream-options.ts';
import { StreamStack } from './stream-stack.ts';

export interface SocketStackOptions extends StreamSettings {
  /** What users call it: `unix:/tmp/stack.sock`. */
  readonly label: string;
  readonly to: NetConnectOpts;
  /** Path of the UNIX socket of the control channel. */
  readonly control?: string | undefined;
  readonly identity: StackIdentity;
  readonly stderr?: () => readonly string[];
  /** Ends what listens there; nothing if it is somebody else's. */
  readonly end?: () => Promise<void>;
}

/** A stack that listens on a socket. Rejects with a {@link StackStartError}. */
export async function startSocketStack(options: SocketStackOptions): Promise<StreamStack> {
  const { label, to, control: path, identity, stderr = () => [], barrier, replyDelay, deadline } = options;
  const socket = await connected(label, to);
  const control = path === undefined ? undefined : await connected(`control=${path}`, { path });
  const end = async (): Promise<void> => {
    socket.destroy();
    control?.destroy();
    await options.end?.();
  };
  return StreamStack.open({
    identity,
    input: socket,
    output: socket,
    ...(control === undefined ? {} : { control }),
    ...(barrier === undefined ? {} : { barrier }),
    ...(replyDelay === undefined ? {} : { replyDelay }),
    ...(deadline === undefined ? {} : { deadline }),
    stderr,
    end,
  });
}

function connected(label: string, to: NetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(to, () => {
      socket.off('error', failed);
      socket.setNoDelay(true);
      resolve(socket);
    });
    const failed = (error: Error): void => {
      reject(new StackStartError(`${label}: ${error.message}; start the stack first, so that it listens there`));
    };
    socket.once('error', failed);
  });
}
