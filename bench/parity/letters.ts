import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openOnnxBackend } from '../../src/backends/onnx/index.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { openExams } from '../../src/commands/open-exams.ts';
import { builtModel, modelName } from '../../src/commands/model/model-cache.ts';
import { openModel } from '../../src/commands/run/model.ts';
import { prepareSubject } from '../../src/commands/run/prepare.ts';
import { parseTasks } from '../../src/config/tasks.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import { judge } from '../../src/scoring/judge.ts';

const LOGIT_TOLERANCE = 1e-3;
const FLIP_MARGIN = 2e-3;

interface Reference {
  readonly id: string;
  readonly prompt_sha256: string;
  readonly tokens: number;
  readonly scores: readonly number[];
  readonly chosen: string;
}

interface Compared {
  /** Holds `golden/scores/` and `datasets/`. */
  readonly reference: string;
  readonly path: string;
  /** Name of the file of scores. */
  readonly scores: string;
}

/**
 * Compares letter logits with the reference values of the same weights in transformers, fp32, and prints the largest
 * difference and the changed answers by exam. Says whether no logit differs by more than 1e-3, and no answer changes where
 * the reference's margin is above 2e-3.
 */
export async function compareLetters({ reference, path, scores }: Compared): Promise<boolean> {
  const references = new Map(
    readFileSync(join(reference, 'golden/scores', `${scores}.jsonl`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Reference)
      .map((one) => [one.id, one]),
  );
  const subjectsOf = [...new Set([...references.keys()].map((id) => id.split('/').slice(0, 2).join('/')))];
  const subjects = await openExams({
    tasks: parseTasks(subjectsOf, benchmarks),
    data: { flag: join(reference, 'datasets') },
    recipe: findRecipe('card-1'),
    split: undefined,
    shots: undefined,
  });
  const model = await openModel(await builtModel(path), modelName(path));
  // The reference cut nothing, although some prompts are longer than the model's context.
  const contextLength = 1_000_000;
  const backend = await openOnnxBackend({
    file: model.folder.graphPath,
    contextLength,
    lengthBorder: model.folder.manifest.lengthBorder,
  });
  const rows = new Map<
    string,
    { questions: number; difference: number; flips: number; flipsAboveMargin: number }
  >();
  let checked = 0;
  for (const run of subjects) {
    const wanted = run.prompts.filter(({ question }) => references.has(question.id));
    const prepared = prepareSubject(run, wanted, {
      tokenizer: model.tokenizer,
      contextLength,
      letters: undefined,
      maxTokens: undefined,
      reuse: true,
    });
    const row = rows.get(run.benchmark.id) ?? { questions: 0, difference: 0, flips: 0, flipsAboveMargin: 0 };
    rows.set(run.benchmark.id, row);
    for (const group of prepared.groups) {
      for await (const score of backend.score(group, new AbortController().signal)) {
        const question = prepared.questions.get(score.questionId);
        const expected = references.get(score.questionId);
        if (question === undefined || expected === undefined || score.status === 'failed') {
          throw new Error(`${score.questionId}: ${score.status === 'failed' ? score.reason : 'not asked'}`);
        }
        if (question.prompt.sha256 !== expected.prompt_sha256)
          throw new Error(`${score.questionId}: another prompt`);
        if (question.promptTokens !== expected.tokens) throw new Error(`${score.questionId}: other tokens`);
        const differences = expected.scores.map((one, index) =>
          Math.abs(one - (score.scores[index] ?? Number.NaN)),
        );
        const [first = 0, second = 0] = expected.scores.toSorted((a, b) => b - a);
        const flipped = judge(score, null, question.question.letters).chosen !== expected.chosen;
        row.questions += 1;
        row.difference = Math.max(row.difference, ...differences);
        if (flipped) row.flips += 1;
        if (flipped && first - second > FLIP_MARGIN) row.flipsAboveMargin += 1;
        checked += 1;
        if (process.stderr.isTTY) process.stderr.write(`\r${checked}/${references.size}`);
      }
    }
  }
  await backend.close();
  console.table(Object.fromEntries(rows));
  if (checked !== references.size)
    throw new Error(`${checked} of ${references.size} reference questions were scored`);
  const failed = [...rows.values()].some(
    (row) => !(row.difference <= LOGIT_TOLERANCE) || row.flipsAboveMargin > 0,
  );
  return !failed;
}
