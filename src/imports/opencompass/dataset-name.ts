import type { BenchmarkId, Split } from '../../records.ts';
import type { LoggedTask, NamedExam } from '../logged.ts';

const PREFIXES: readonly (readonly [prefix: string, benchmark: BenchmarkId, split: Split])[] = [
  ['ceval-test-', 'ceval', 'test'],
  ['ceval-', 'ceval', 'val'],
  ['lukaemon_mmlu_', 'mmlu', 'test'],
  ['mmlu_', 'mmlu', 'test'],
  ['agieval-', 'agieval', 'test'],
  ['GaokaoBench_', 'gaokao', 'test'],
];

/**
 * What a data set of OpenCompass is of, by the abbreviations of its configurations: `ceval-law`, `lukaemon_mmlu_anatomy`,
 * `agieval-sat-math`, `GaokaoBench_2010-2022_Physics_MCQs`; a part of one has `_0` and so on behind. Null for all others.
 */
export function openCompassTask(name: string, exams: readonly NamedExam[]): LoggedTask | null {
  for (const [prefix, benchmark, split] of PREFIXES) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.slice(prefix.length);
    const subjects = exams.find(({ id }) => id === benchmark)?.subjects ?? [];
    const subject = subjects.find(({ id }) => id === rest || id === rest.replace(/_\d+$/, ''));
    if (subject !== undefined) return { benchmark, subject: subject.id, split, samples: false };
  }
  return null;
}
