import { type Profiler, Session } from 'node:inspector';
import type { Moment } from './watch-runtime.ts';

/** Microseconds between two looks at what JavaScript is doing. */
const INTERVAL = 500;

export type JavaScriptProfile = Pick<Profiler.Profile, 'nodes' | 'startTime' | 'samples' | 'timeDeltas'>;

/** Begins to watch this thread; what is given back ends that, and gives what was seen. */
export function startJavaScriptProfile(): () => JavaScriptProfile {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  session.post('Profiler.start');
  return () => {
    let seen: JavaScriptProfile = { nodes: [], startTime: 0 };
    // Within one thread the inspector answers before `post` returns.
    session.post('Profiler.stop', (error, { profile }) => {
      if (error !== null) throw error;
      seen = profile;
    });
    session.disconnect();
    return seen;
  };
}

/** Seconds in which a function of a file that matches was running, or had called what was, in moments that count. */
export function secondsWithin(
  { nodes, startTime, samples = [], timeDeltas = [] }: JavaScriptProfile,
  { files, counts }: { readonly files: RegExp; readonly counts: (moment: Moment) => boolean },
): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const within = new Set<number>();
  const visit = (id: number, isWithin: boolean): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const now = isWithin || files.test(node.callFrame.url);
    if (now) within.add(id);
    for (const child of node.children ?? []) visit(child, now);
  };
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  for (const { id } of nodes) if (!called.has(id)) visit(id, false);
  let [moment, microseconds] = [startTime, 0];
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    moment += delta;
    if (within.has(id) && counts(moment)) microseconds += delta;
  }
  return microseconds / 1e6;
}
