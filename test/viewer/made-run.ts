import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchmarks } from '../../src/benchmarks/index.ts';
import type { JournalEntry } from '../../src/records.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { judge } from '../../src/scoring/judge.ts';
import { entryOf, runRecordOf } from '../results/records.ts';

const LETTERS = ['A', 'B', 'C', 'D'];

export interface MadeRun {
  readonly model: string;
  /** Over all four exams and their subjects, in turn. */
  readonly questions: number;
  /** Two runs with other seeds answer other letters; what the right letters are is the same. */
  readonly seed: number;
}

/** A run of made answers over every subject of every exam: a hundredth failed, and a hundredth without a known answer. */
export function madeRun({ model, questions, seed }: MadeRun): {
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
} {
  const subjects = benchmarks.flatMap((exam) =>
    exam.subjects.map(({ id }) => ({ exam: exam.id, subject: id })),
  );
  const [random, golds] = [randomNumbers(seed), randomNumbers(1)];
  const counts = new Map<string, number>();
  const entries = Array.from({ length: questions }, (_, index) => {
    const place = subjects[index % subjects.length];
    if (place === undefined) throw new RangeError('there are subjects');
    const subject = `${place.exam}/${place.subject}`;
    const row = counts.get(subject) ?? 0;
    counts.set(subject, row + 1);
    const labelled = golds() > 0.01;
    const gold = LETTERS[Math.floor(golds() * 4)] ?? 'A';
    return answer(`${subject}/test/${row}`, labelled ? gold : null, random);
  });
  const base = runRecordOf();
  const record = runRecordOf({
    model: { ...base.model, name: model },
    benchmarks: benchmarks.map(({ id }) => ({
      benchmark: id,
      subjects: subjects
        .filter(({ exam }) => exam === id)
        .map(({ exam, subject }) => ({
          subject,
          split: 'test' as const,
          total: counts.get(`${exam}/${subject}`) ?? 0,
        })),
      files: [],
      letterRule: 'upstream',
      letterIds: {},
    })),
  });
  return { record, entries };
}

/** Writes a made run as a run folder. */
export async function writeMadeRun(folder: string, made: MadeRun): Promise<void> {
  const { record, entries } = madeRun(made);
  await writeRunFolder(folder, record, entries);
}

/** Writes a run folder without the care of a real one: quick for journals of any size. */
export async function writeRunFolder(
  folder: string,
  record: RunRecord,
  entries: readonly JournalEntry[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'run.json'), JSON.stringify(record));
  await writeFile(
    join(folder, 'journal.jsonl'),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
}

/** An answer by chance to a question. */
export function answer(id: string, gold: string | null, random: () => number): JournalEntry {
  const scores = LETTERS.map(() => 4 * random() + 8);
  const cost = { questionId: id, tokensComputed: 40, tokensReused: 600, milliseconds: 30 * random() };
  const verdict = judge(
    random() < 0.01
      ? { ...cost, status: 'failed', reason: 'made to fail' }
      : { ...cost, status: 'scored', kind: 'logit', scores, letterMass: random() },
    gold,
    LETTERS,
  );
  const { chosen, outcome, probabilities, margin, tie, reason } = verdict;
  const failed = chosen === null;
  return entryOf(0, {
    id,
    chosen,
    gold,
    outcome,
    probabilities,
    margin,
    tie,
    scores: failed ? [] : scores,
    letterMass: failed ? null : 0.9,
    ...(reason === undefined ? {} : { reason }),
    milliseconds: cost.milliseconds,
  });
}

/** Numbers from 0 to below 1, the same for the same seed (a linear congruence modulo 2^32, high bits). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
