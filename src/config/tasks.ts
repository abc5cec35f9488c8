import type { Benchmark } from '../benchmarks/benchmark.ts';
import { didYouMean, InputError } from '../errors.ts';

/** One exam of a run and which of its subjects. */
export interface Task {
  readonly benchmark: Benchmark;
  /** Subject ids in ascending order of code units, without repetitions. */
  readonly subjects: readonly string[];
  /** Whether the exam itself was named, and not only subjects of it. */
  readonly whole: boolean;
}

/**
 * Reads `ceval,mmlu/law,…`: a benchmark's name means its default subjects.
 * Exams come in the order in which they are first named.
 * Throws InputError naming an unknown exam or subject and the nearest right one.
 */
export function parseTasks(tasks: readonly string[], benchmarks: readonly Benchmark[]): readonly Task[] {
  const chosen = new Map<Benchmark, { subjects: Set<string>; whole: boolean }>();
  for (const task of tasks.flatMap((one) => one.split(',')).map((one) => one.trim())) {
    if (task === '') continue;
    const [name = '', ...rest] = task.split('/');
    const benchmark = benchmarks.find((one) => one.id === name);
    if (!benchmark) {
      const names = benchmarks.map((one) => one.id);
      throw new InputError(
        `Unknown task '${task}': the exams are ${names.join(', ')}.${didYouMean(name, names)}`,
      );
    }
    const { subjects, whole } = chosen.get(benchmark) ?? { subjects: new Set<string>(), whole: false };
    const subject = rest.join('/');
    chosen.set(benchmark, { subjects, whole: whole || subject === '' });
    for (const one of subjectsOf(benchmark, subject)) subjects.add(one);
  }
  if (chosen.size === 0) {
    throw new InputError(
      `No task was given: name exams with --tasks, e.g. --tasks ${benchmarks.map((one) => one.id).join(',')}.`,
    );
  }
  return [...chosen].map(([benchmark, { subjects, whole }]) => ({
    benchmark,
    subjects: [...subjects].toSorted(),
    whole,
  }));
}

function subjectsOf(benchmark: Benchmark, subject: string): readonly string[] {
  const ids = benchmark.subjects.map(({ id }) => id);
  if (subject === '') return benchmark.subjects.filter((one) => one.byDefault).map(({ id }) => id);
  if (ids.includes(subject)) return [subject];
  throw new InputError(
    `Unknown subject '${subject}' of ${benchmark.id}: 'fiveshot tasks ${benchmark.id}' lists its ${ids.length} subjects.${didYouMean(subject, ids)}`,
  );
}
