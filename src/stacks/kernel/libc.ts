import { createRequire } from 'node:module';
import { constants } from 'node:os';

/** What is called of the C library; numbers are ints, results -1 for an error that {@link Libc.errno} tells. */
export interface Libc {
  write(fd: number, bytes: Uint8Array, length: number): number;
  read(fd: number, bytes: Uint8Array, length: number): number;
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  unshare(flags: number): number;
  setns(fd: number, kind: number): number;
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, address: Uint8Array, size: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  /** The address of the mapping; -1 for an error. */
  mmap(address: number, length: number, protection: number, flags: number, fd: number, offset: number): number;
  munmap(address: number, length: number): number;
  /** A system call that the library has no function for. Addresses are numbers: they have at most 47 bits. */
  syscall(number: number, a: number, b: number, c: number, d: number, e: number): number;
  /** Memory outside of the heap; not to be touched once it is unmapped. */
  view(address: number, length: number): ArrayBuffer;
  connect(fd: number, address: Uint8Array, length: number): number;
  listen(fd: number, backlog: number): number;
  /** `length` is an int that says how long `address` is. */
  getsockname(fd: number, address: Uint8Array, length: Uint8Array): number;
  /** The same with a filter for sockets (struct sock_fprog): `program` are instructions of 8 octets. */
  attachFilter(fd: number, program: Uint8Array): number;
  errno(): number;
}

interface Koffi {
  struct(name: string, fields: Readonly<Record<string, string>>): unknown;
  load(library: string | null): { func(signature: string): (...parameters: unknown[]) => number };
  view(address: number, length: number): ArrayBuffer;
  errno(): number;
}

/** asm-generic/socket.h, linux/filter.h */
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SOCK_FPROG_LENGTH = 16;

let known: Libc | undefined;

/** The C library through koffi, an optional package. Throws if koffi is not there, or does not work here. */
export function libc(): Libc {
  known ??= load();
  return known;
}

function load(): Libc {
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  // The one that Node itself runs on, whatever its file is called (glibc, musl).
  const library = koffi.load(null);
  const of = <T>(signature: string): T => library.func(signature) as T;
  koffi.struct('sock_fprog', { len: 'uint16_t', filter: 'const uint8_t *' });
  const setFilter = library.func('int setsockopt(int fd, int level, int name, const sock_fprog *program, uint length)');
  return {
    write: of('long write(int fd, const void *bytes, ulong length)'),
    read: of('long read(int fd, void *bytes, ulong length)'),
    ioctl: of('int ioctl(int fd, ulong request, _Inout_ uint8_t *argument)'),
    unshare: of('int unshare(int flags)'),
    setns: of('int setns(int fd, int kind)'),
    socket: of('int socket(int domain, int type, int protocol)'),
    bind: of('int bind(int fd, const uint8_t *address, uint length)'),
    sendto: of('long sendto(int fd, const uint8_t *bytes, ulong length, int flags, const uint8_t *address, uint size)'),
    setsockopt: of('int setsockopt(int fd, int level, int name, const uint8_t *value, uint length)'),
    mmap: of('intptr_t mmap(intptr_t address, size_t length, int protection, int flags, int fd, long offset)'),
    munmap: of('int munmap(intptr_t address, size_t length)'),
    syscall: of('long syscall(long number, intptr_t a, intptr_t b, intptr_t c, intptr_t d, intptr_t e)'),
    view: (address, length) => koffi.view(address, length),
    connect: of('int connect(int fd, const uint8_t *address, uint length)'),
    listen: of('int listen(int fd, int backlog)'),
    getsockname: of('int getsockname(int fd, _Out_ uint8_t *address, _Inout_ uint8_t *length)'),
    attachFilter: (fd, program) =>
      setFilter(fd, SOL_SOCKET, SO_ATTACH_FILTER, { len: program.length / 8, filter: program }, SOCK_FPROG_LENGTH),
    errno: () => koffi.errno(),
  };
}

/** Of a TAP device that was removed; Node does not list it (linux/errno.h). */
const EBADFD = 77;

/** The name of an error number: `EPERM`. */
export function errorName(number: number): string {
  if (number === EBADFD) return 'EBADFD';
  return Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? `error ${number}`;
}
