import { InferenceSession } from 'onnxruntime-node';

/** What ONNX Runtime did in this process. */
export interface RuntimeWatch {
  /** Seconds in calls of sessions so far. */
  seconds(): number;
}

interface WatchOptions {
  /** Each session writes its profile to a file of this beginning when it is closed. */
  readonly profilePrefix?: string | undefined;
  /** Hears that a session can be run. */
  readonly onOpen?: () => void;
}

/**
 * Watches the sessions that are opened in this process from now on, from outside: what opens them is fiveshot as it is, which
 * has no part of this.
 */
export function watchRuntime({ profilePrefix, onOpen }: WatchOptions): RuntimeWatch {
  let milliseconds = 0;
  const create = InferenceSession.create.bind(InferenceSession);
  const watched = async (file: string, options: InferenceSession.SessionOptions) => {
    const session = await create(
      file,
      profilePrefix === undefined
        ? options
        : { ...options, enableProfiling: true, profileFilePrefix: profilePrefix },
    );
    const run = session.run.bind(session) as (...call: unknown[]) => Promise<InferenceSession.ReturnType>;
    const timed = async (...call: unknown[]) => {
      const start = performance.now();
      try {
        return await run(...call);
      } finally {
        milliseconds += performance.now() - start;
      }
    };
    session.run = timed;
    onOpen?.();
    return session;
  };
  (InferenceSession as { create: unknown }).create = watched;
  return { seconds: () => milliseconds / 1000 };
}
