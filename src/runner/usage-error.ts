/** The user asked for something that makes no sense, or that the file system refuses: one clear message, exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
