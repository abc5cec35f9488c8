/**
 * Does the reader read? Scores the sample exams as they are and with something taken from the prompts, and prints the
 * accuracies that README.md beside this file states:
 *
 *   npx tsx models/tiny-reader/probe.ts
 */
import { fileURLToPath } from 'node:url';
import { openOnnxBackend } from '../../src/backends/onnx/index.ts';
import type { Backend } from '../../src/backends/backend.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import type { SubjectRun } from '../../src/commands/exams.ts';
import { builtModel } from '../../src/commands/model/model-cache.ts';
import { openExams } from '../../src/commands/open-exams.ts';
import { prepareSubject, type TokenSettings } from '../../src/commands/run/prepare.ts';
import { parseTasks } from '../../src/config/tasks.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';

/** A way of asking: how many shots, what becomes of a prompt's text, and which letter is right then. */
interface Way {
  readonly name: string;
  readonly shots?: number;
  readonly change?: (text: string) => string;
  readonly right?: (letter: string) => string;
}

const LETTERS = 'ABCD';
/** Each option of an item with its letter, as C-Eval and MMLU write them, or as GAOKAO-Bench does. */
const OPTION = /([A-D])([.．] ?)(.+?)(?=\s+[A-D][.．]|\s+(?:答案：|Answer:)$)/g;

/** Gives every letter of the item the text of the next one, and D that of A; the letters stay where they are. */
function turnOptions(text: string): string {
  const start = Math.max(text.lastIndexOf('\n答案：', text.length - 5), text.lastIndexOf('\n\n')) + 1;
  const item = text.slice(start);
  const options = [...item.matchAll(OPTION)].map(([, , , option]) => option ?? '');
  if (options.length !== LETTERS.length) throw new Error(`no four options in ${JSON.stringify(item)}`);
  let next = 0;
  const turned = item.replace(OPTION, (_, letter: string, stop: string) => {
    next += 1;
    return letter + stop + (options[next % options.length] ?? '');
  });
  return text.slice(0, start) + turned;
}

const before = (letter: string): string => LETTERS[(LETTERS.indexOf(letter) + 3) % 4] ?? '';

const ways: readonly Way[] = [
  { name: 'as they are, 5 shots' },
  ...[3, 1, 0].map((shots) => ({ name: `${shots} shots`, shots })),
  { name: 'texts of the options moved on by one letter, old key', change: turnOptions },
  { name: 'texts of the options moved on by one letter, moved key', change: turnOptions, right: before },
  {
    name: 'cue changed throughout (回复, Reply for 答案, Answer)',
    change: (text) => text.replaceAll('答案：', '回复：').replaceAll('Answer:', 'Reply:'),
  },
  {
    name: 'cue changed after the item alone',
    change: (text) => text.replace(/答案：$/, '回复：').replace(/Answer:$/, 'Reply:'),
  },
];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const model = await builtModel(here('.'));
const backend = await openOnnxBackend({
  file: model.graphPath,
  contextLength: model.manifest.contextLength,
});
const settings: TokenSettings = {
  tokenizer: await loadTokenizer(model.path),
  contextLength: model.manifest.contextLength,
  letters: undefined,
  maxTokens: undefined,
  reuse: true,
};
const tasks = parseTasks(['ceval,gaokao,agieval,mmlu'], benchmarks);
const recipe = findRecipe('card-1');
const data = { flag: here('../../datasets/samples') };

const rows = [];
for (const way of ways) {
  const subjects = await openExams({ tasks, data, recipe, split: undefined, shots: way.shots });
  const found = new Map<string, { right: number; total: number }>();
  for (const subject of subjects) {
    const own = await rightOf(subject, way, backend);
    for (const exam of [subject.benchmark.title, 'all']) {
      const { right, total } = found.get(exam) ?? { right: 0, total: 0 };
      found.set(exam, { right: right + own, total: total + subject.prompts.length });
    }
  }
  const percents = [...found].map(([exam, { right, total }]) => [exam, ((100 * right) / total).toFixed(1)]);
  rows.push({ way: way.name, ...Object.fromEntries(percents) });
}
await backend.close();
console.table(rows);

/** How many questions of a subject are answered with the right letter. */
async function rightOf(subject: SubjectRun, way: Way, scorer: Backend): Promise<number> {
  const { change = (text) => text, right = (letter) => letter } = way;
  const exams = subject.prompts.map((exam) =>
    Object.assign({}, exam, {
      render: (shots: number) => {
        const prompt = exam.render(shots);
        return { ...prompt, text: change(prompt.text) };
      },
    }),
  );
  const keys = new Map(exams.map(({ question }) => [question.id, right(question.answer ?? '')]));
  let count = 0;
  const { groups } = prepareSubject(subject, exams, settings);
  for await (const score of scorer.score(groups, new AbortController().signal)) {
    if (score.status === 'failed') throw new Error(score.reason);
    const chosen = LETTERS[score.scores.indexOf(Math.max(...score.scores))];
    if (chosen === keys.get(score.questionId)) count += 1;
  }
  return count;
}
