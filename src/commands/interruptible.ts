/** What a piece of work came to, or that Ctrl-C or a SIGTERM ended it. */
export type Interruptible<T> =
  { readonly interrupted: false; readonly value: T } | { readonly interrupted: true };

/**
 * Does work that Ctrl-C may end cleanly: the signal is aborted, and the work throws once it has tidied up. A fault
 * that has nothing to do with the signal is thrown on.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Interruptible<T>> {
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return { interrupted: false, value: await work(interrupted.signal) };
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    return { interrupted: true };
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
