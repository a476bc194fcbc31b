import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type StackIdentity, StackStartError } from '../stack.ts';
import { once } from './once.ts';
import type { StreamSettings } from './stream-options.ts';
import { StreamStack } from './stream-stack.ts';

export interface SocketStackOptions extends Partial<StreamSettings> {
  /** What users call it: `unix:/tmp/stack.sock`. */
  readonly label: string;
  readonly to: NetConnectOpts;
  /** Path of the UNIX socket of the control channel. */
  readonly control?: string | undefined;
  readonly identity: StackIdentity;
  readonly stderr?: () => readonly string[];
  /** How what listens there ended, as a clause, once it has; absent if it is somebody else's. */
  readonly ended?: Promise<string>;
  /** Ends what listens there; nothing if it is somebody else's. */
  readonly end?: () => Promise<void>;
}

/** A machine that has not taken a connection for so long, in milliseconds, is not there. */
const CONNECT_DEADLINE = 5000;

/** A stack that listens on a socket. Rejects with a {@link StackStartError}. */
export async function startSocketStack(options: SocketStackOptions): Promise<StreamStack> {
  const { label, to, control: path, identity, stderr = () => [], ended } = options;
  const sockets: Socket[] = [];
  const end = once(async () => {
    for (const socket of sockets) socket.destroy();
    await options.end?.();
  });
  try {
    sockets.push(await connected(to));
    if (path !== undefined) sockets.push(await connected({ path }, `control=${path}: `));
    const [socket, control] = sockets;
    return await StreamStack.open({
      identity,
      input: socket!,
      output: socket!,
      ...(control === undefined ? {} : { control }),
      barrier: options.barrier,
      replyDelay: options.replyDelay,
      deadline: options.deadline,
      startDeadline: options.startDeadline,
      ...(ended === undefined ? {} : { ended }),
      stderr,
      end,
    });
  } catch (error) {
    await end();
    if (error instanceof StackStartError) throw new StackStartError(`${label}: ${error.message}`, error.stderr);
    throw error;
  }
}

function connected(to: NetConnectOpts, which = ''): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(to, () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      resolve(socket);
    });
    const failed = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new StackStartError(`${which}${reason}; start the stack first, so that it listens there`));
    };
    const timer = setTimeout(failed, CONNECT_DEADLINE, `no answer within ${CONNECT_DEADLINE} ms`);
    // Stays: a connection may fail before anybody else listens.
    socket.on('error', (error) => failed(error.message));
  });
}
