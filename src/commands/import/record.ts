import { InputError } from '../../errors.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import type { BenchmarkId, LetterRule, RecordedLetters } from '../../records.ts';
import { runId } from '../../results/identity.ts';
import { RUN_SCHEMA, type RunRecord } from '../../results/run-record.ts';
import { coverage, thisMachine } from '../run/record.ts';
import { fiveshotVersion } from '../version.ts';
import type { AlignedQuestion, AlignedSubject } from './align-subject.ts';

interface ImportedRun {
  readonly model: string;
  readonly precision: string | null;
  readonly recipe: Recipe;
  readonly shots: number;
  /** The rules of a run of fiveshot's own, by exam. */
  readonly letters: Readonly<Record<string, LetterRule>> | null;
  readonly imported: NonNullable<RunRecord['imported']>;
  readonly subjects: readonly AlignedSubject[];
}

/** What run.json says of an imported run. Throws InputError where an exam's logs read their letters in several ways. */
export async function importedRecord(run: ImportedRun): Promise<RunRecord> {
  const { subjects, recipe } = run;
  const exams = [...new Set(subjects.map((one) => one.run.benchmark.id))];
  const identity = {
    recipe: recipe.id,
    model: { name: run.model, sha256: null, tokenizerSha256: null },
    precision: run.precision ?? 'precision not known',
    imported: run.imported,
    benchmarks: exams.map((benchmark) => importedExam(benchmark, run)),
    settings: { shots: run.shots, limit: null, maxTokens: null, reuse: false },
  };
  const now = new Date().toISOString();
  return {
    schema: RUN_SCHEMA,
    id: runId(identity),
    version: fiveshotVersion(),
    ...identity,
    host: { ...thisMachine(), onnxruntime: null },
    started: now,
    finished: now,
  };
}

function importedExam(benchmark: BenchmarkId, run: ImportedRun): RunRecord['benchmarks'][number] {
  const { recipe } = run;
  const subjects = run.subjects.filter((one) => one.run.benchmark.id === benchmark);
  const questions = subjects.flatMap((one) => one.questions);
  const ownRule = run.letters?.[benchmark] ?? recipe.benchmarks[benchmark]?.letters ?? 'context';
  const rules = new Set(questions.map((question) => lettersOf(question, ownRule)));
  const [letterRule, another] = rules;
  if (letterRule === undefined) {
    throw new InputError(`The logs of ${benchmark} have no question that ${recipe.id} scores.`);
  }
  if (another !== undefined) {
    throw new InputError(
      `The logs of ${benchmark} read letters by the rules '${letterRule}' and '${another}': import them into runs of their own.`,
    );
  }
  return {
    benchmark,
    ...coverage(
      benchmark,
      subjects.map((one) => one.run),
    ),
    letterRule,
    letterIds: {},
    imported: {
      otherPrompts: questions.filter(isOther).length,
      byIdAlone: questions.filter((one) => isOther(one) && one.logged.text === '').length,
      leftOut: subjects.reduce((sum, one) => sum + one.leftOut, 0),
    },
  };
}

/** Whether the question was asked with another prompt than the recipe's. */
function isOther({ shots }: AlignedQuestion): boolean {
  return shots === null;
}

/** Both harnesses score a letter as what follows the text; a log of fiveshot's own may be of either rule. */
function lettersOf({ logged: { answer, id } }: AlignedQuestion, ownRule: LetterRule): RecordedLetters {
  if (answer.kind === 'generated') return 'generated';
  if (answer.kind === 'logprob' && answer.optionTexts) return 'option-texts';
  return id === null ? 'context' : ownRule;
}
