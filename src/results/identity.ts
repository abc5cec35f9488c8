import { InputError } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { RunIdentity } from './run-record.ts';

/**
 * A run's default folder name: 12 hex digits over what decides its answers, so that the same command finds the same
 * folder again and resumes. The model's name and the letter ids are left out (they follow from the hashes and the
 * rule), and so is the order of benchmarks, subjects and files.
 */
export function runId(identity: RunIdentity): string {
  const { model, precision, recipe, imported, shard, settings } = identity;
  const benchmarks = identity.benchmarks.map(({ benchmark, letterRule, subjects, files }) => ({
    benchmark,
    letterRule,
    subjects: subjects.map(({ subject, split }) => `${subject}/${split}`).toSorted(),
    files: files.map((file) => `${file.name} ${file.sha256}`).toSorted(),
  }));
  const decisive = [
    [model.sha256, model.tokenizerSha256, precision, recipe],
    benchmarks
      .map((one) => JSON.stringify([one.benchmark, one.letterRule, one.subjects, one.files]))
      .toSorted(),
    [settings.shots, settings.limit, settings.maxTokens, settings.reuse],
    ...(imported === undefined ? [] : [imported.files.map((file) => file.sha256).toSorted()]),
    ...(shard === undefined ? [] : [{ shard: shard.index, of: shard.of }]),
  ];
  return sha256(JSON.stringify(decisive)).slice(0, 12);
}

/**
 * Refuses to add a run's answers to another run's journal. The limit, reuse and the host may differ: they change how
 * much is run and how, not what is asked or answered. A shard's limit may not, for the cut follows from it.
 * Throws InputError with the first difference.
 */
export function assertSameRun(existing: RunIdentity, wanted: RunIdentity, folder: string): void {
  const { imported, merged } = existing;
  if (imported !== undefined || merged !== undefined) {
    const origin =
      imported === undefined ? 'merged from shards' : `imported from a log of ${imported.source}`;
    throw new InputError(
      `${folder} holds a run that was ${origin}, which nothing can be added to; choose another folder with --out.`,
    );
  }
  const difference = firstDifference(existing, wanted);
  if (difference === null) return;
  const { fact, is, before, now } = difference;
  throw new InputError(
    `${folder} holds another run: its ${fact} ${is} ${before}, this run's ${is} ${now}; choose another folder with --out.`,
  );
}

/** A fact that two runs do not agree on. */
interface Difference {
  readonly fact: string;
  /** The verb that goes with the fact. */
  readonly is: 'is' | 'are';
  readonly before: string;
  readonly now: string;
}

/** The first difference of two runs in what decides their answers, or null. */
export function firstDifference(first: RunIdentity, second: RunIdentity): Difference | null {
  const [had, has] = [facts(first), facts(second)];
  for (const fact of new Set([...had.keys(), ...has.keys()])) {
    const [before, now] = [had.get(fact) ?? 'none', has.get(fact) ?? 'none'];
    if (before !== now) return { fact, is: fact === EXAMS ? 'are' : 'is', before, now };
  }
  return null;
}

const EXAMS = 'exams';

/** What must agree, in the order in which a difference is worth naming. */
function facts({ model, precision, recipe, shard, benchmarks, settings }: RunIdentity): Map<string, string> {
  const found = new Map([
    // The same model in another precision has another hash, which tells nobody why.
    ['precision', precision],
    ['model hash', model.sha256 ?? 'unknown'],
    ['tokenizer hash', model.tokenizerSha256 ?? 'unknown'],
    ['recipe', recipe],
    ['number of shots', String(settings.shots)],
    ['token limit', settings.maxTokens === null ? "the recipe's" : String(settings.maxTokens)],
    [
      EXAMS,
      benchmarks
        .map(({ benchmark }) => benchmark)
        .toSorted()
        .join(', '),
    ],
  ]);
  if (shard !== undefined) {
    found.set('number of shards', String(shard.of));
    found.set('shard', String(shard.index));
    found.set('limit of questions a subject', String(settings.limit ?? 'none'));
  }
  for (const { benchmark, letterRule, letterIds, subjects, files } of benchmarks) {
    found.set(`letter rule of ${benchmark}`, letterRule);
    for (const [letter, ids] of Object.entries(letterIds)) {
      found.set(`token ids of ${letter} in ${benchmark}`, ids.join(' '));
    }
    for (const { subject, split, total } of subjects) {
      found.set(`selection of ${benchmark}/${subject}`, `${total} questions of ${split}`);
    }
    for (const file of files) found.set(`hash of ${benchmark}'s ${file.name}`, file.sha256);
  }
  return found;
}
