import { type Profiler, Session } from 'node:inspector';

/** Microseconds between two looks at what JavaScript is doing. */
const INTERVAL = 500;

/** Begins to watch this thread; what is given back ends that, and says how many seconds were in functions of files that match. */
export function startJavaScriptProfile(): (files: RegExp) => number {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  session.post('Profiler.start');
  return (files) => {
    let seconds = 0;
    // Within one thread the inspector answers before `post` returns.
    session.post('Profiler.stop', (error, { profile }) => {
      if (error !== null) throw error;
      seconds = secondsWithin(profile, files);
    });
    session.disconnect();
    return seconds;
  };
}

/** Seconds in which a function of a file that matches was running, or had called what was. */
export function secondsWithin(
  { nodes, samples = [], timeDeltas = [] }: Pick<Profiler.Profile, 'nodes' | 'samples' | 'timeDeltas'>,
  files: RegExp,
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
  const microseconds = samples.reduce(
    (sum, id, index) => sum + (within.has(id) ? (timeDeltas[index] ?? 0) : 0),
    0,
  );
  return microseconds / 1e6;
}
