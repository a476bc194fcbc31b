/** The same deed, done only the first time; whoever comes later waits for the same end. */
export function once(deed: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= deed();
    return done;
  };
}
