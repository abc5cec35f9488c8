import { InferenceSession } from 'onnxruntime-node';

/** What ONNX Runtime did in this process. */
export interface RuntimeWatch {
  /** Seconds in calls of sessions so far. */
  seconds(): number;
}

interface WatchOptions {
  /** Each session writes its profile to a file of this beginning when it is closed. */
  readonly profilePrefix: string;
  /** Hears that a session can be run. */
  readonly onOpen: () => void;
}

/**
 * Watches the sessions of graph files that are opened in this process from now on, from outside: what opens them is fiveshot
 * as it is, which has no part of this.
 */
export function watchRuntime({ profilePrefix: profileFilePrefix, onOpen }: WatchOptions): RuntimeWatch {
  let milliseconds = 0;
  const create = InferenceSession.create.bind(InferenceSession);
  const watched = async (file: string | Uint8Array, options: InferenceSession.SessionOptions) => {
    // A graph in memory is none of a model: it asks the runtime something.
    if (typeof file !== 'string') return create(file, options);
    const session = await create(file, { ...options, enableProfiling: true, profileFilePrefix });
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
    onOpen();
    return session;
  };
  (InferenceSession as { create: unknown }).create = watched;
  return { seconds: () => milliseconds / 1000 };
}
