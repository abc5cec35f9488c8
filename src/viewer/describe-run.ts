import type { RunAnswer } from './answers.ts';
import type { RunIndex } from './run-index.ts';

/** What the page shows of a run, with how many questions of each subject the journal has. */
export function describeRun(index: RunIndex, number: number): RunAnswer {
  const { folder, record, exams, entries } = index.run;
  const asked = new Map<string, number>();
  for (const { subject } of index.ordered('journal')) asked.set(subject, (asked.get(subject) ?? 0) + 1);
  return {
    run: number,
    id: record.id,
    folder,
    model: record.model.name,
    recipe: record.recipe,
    precision: record.precision,
    shots: record.settings.shots,
    limit: record.settings.limit,
    started: record.started,
    finished: record.finished,
    questions: entries.length,
    exams: exams.map(({ benchmark, title, samples, letterRule, subjects }) => ({
      benchmark,
      title,
      samples,
      letterRule,
      subjects: subjects.map(({ subject, split, category, total }) => {
        const inJournal = asked.get(`${benchmark}/${subject}`) ?? 0;
        return { subject, split, category, asked: inJournal, total };
      }),
    })),
  };
}
