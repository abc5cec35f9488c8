import { once } from 'node:events';
import { checkFlags } from '../../config/flags.ts';
import { InputError } from '../../errors.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import type { LetterRule, Split } from '../../records.ts';
import { escapeJson, plainLine, plainLines } from '../../report/escape.ts';
import type { SubjectRun } from '../exams.ts';
import { openExams, requestFromFlags } from '../open-exams.ts';
import { printJson } from '../print.ts';

interface PromptFlags {
  readonly subject: string | undefined;
  readonly index: number | undefined;
  readonly all: boolean;
  readonly tasks: readonly string[] | undefined;
  readonly data: string | undefined;
  readonly recipe: string | undefined;
  readonly split: Split | undefined;
  readonly shots: number | undefined;
  readonly model: string | undefined;
  readonly letters: LetterRule | undefined;
  readonly maxTokens: number | undefined;
  readonly json: boolean | undefined;
}

/** Prints one question's prompt, or every prompt as JSON lines. */
export async function printPrompts(flags: PromptFlags): Promise<number> {
  checkFlags(flags);
  if (flags.index !== undefined && !(Number.isInteger(flags.index) && flags.index >= 0))
    throw new InputError('The index is not a whole number of at least 0: give the row of a question.');
  if (flags.all) {
    if (flags.subject !== undefined)
      throw new InputError(`--all takes its exams from --tasks: leave out '${flags.subject}'.`);
    refuseModelFlags(flags);
    await printAll(await openExams(requestFromFlags(flags)));
    return 0;
  }
  if (flags.subject?.includes('/') !== true) {
    throw new InputError(
      "Name a subject, as in 'fiveshot prompt mmlu/abstract_algebra 3', or use --all with --tasks.",
    );
  }
  const [run] = await openExams(requestFromFlags({ ...flags, tasks: [flags.subject] }));
  if (run === undefined) throw new InputError(`${flags.subject} has no question.`);
  await printOne(run, findQuestion(run, flags.index), flags);
  return 0;
}

/** They would change nothing, and a flag that changes nothing misleads. */
function refuseModelFlags({ model, letters, maxTokens }: PromptFlags): void {
  const given = Object.entries({ '--model': model, '--letters': letters, '--max-tokens': maxTokens });
  const flag = given.find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined) return;
  throw new InputError(
    `--all lists prompts as they are before they are fitted to a model: leave ${flag} out.`,
  );
}

/** Unfitted: without a model there is no length to fit (docs/recipes.md). */
async function printAll(subjects: readonly SubjectRun[]): Promise<void> {
  for (const { prompts } of subjects) {
    for (const one of prompts) {
      const { text, sha256, shotIds } = one.render(one.shotIds.length);
      const line = { id: one.question.id, prompt: text, sha256, gold: one.question.answer, shots: shotIds };
      if (!process.stdout.write(`${escapeJson(JSON.stringify(line))}\n`)) await once(process.stdout, 'drain');
    }
  }
}

function findQuestion(
  { benchmark, subject, split, prompts }: SubjectRun,
  index: number | undefined,
): ExamPrompt {
  const id = `${benchmark.id}/${subject}/${split}/${index}`;
  const found = index === undefined ? prompts[0] : prompts.find(({ question }) => question.id === id);
  if (found !== undefined) return found;
  const isShot = prompts[0]?.shotIds.includes(id) === true;
  const last = prompts.at(-1)?.question.id.split('/').at(-1) ?? 'none';
  throw new InputError(
    isShot
      ? `${id} is one of the shots of its subject and is not scored; choose another index.`
      : `${id} is not among the ${prompts.length} scored questions of its subject, the last of which has index ${last}.`,
  );
}

/** The text alone on the output stream, byte for byte where that is no terminal; the facts on the error stream. */
async function printOne(run: SubjectRun, exam: ExamPrompt, flags: PromptFlags): Promise<void> {
  const unfitted = exam.render(exam.shotIds.length);
  const tokens = flags.model === undefined ? null : await tokenFacts(flags.model, run, exam, flags);
  const prompt = tokens?.prompt ?? unfitted;
  const facts = {
    id: prompt.questionId,
    recipe: prompt.recipe,
    sha256: prompt.sha256,
    bytes: Buffer.byteLength(prompt.text),
    gold: exam.question.answer,
    shots: prompt.shotIds,
    shotsAsked: prompt.shotsAsked,
    tokens: tokens?.count ?? null,
    tokensCut: tokens?.cut ?? null,
  };
  if (flags.json === true) {
    printJson({ ...facts, letters: tokens?.letters ?? null, prompt: prompt.text });
    return;
  }
  const lines = [
    '---',
    `${facts.id} under ${facts.recipe}: ${facts.bytes} bytes, sha256 ${facts.sha256}`,
    `gold: ${facts.gold ?? 'not published'}`,
    `shots: ${facts.shots.join(' ') || 'none'} (${facts.shots.length} of ${facts.shotsAsked})`,
    ...(tokens?.lines ?? ['tokens and letter ids: name a model with --model']),
  ];
  process.stdout.write(process.stdout.isTTY ? plainLines(prompt.text) : prompt.text);
  // The text has no line end of its own, and a file must get none.
  process.stderr.write(`${process.stdout.isTTY ? '\n' : ''}${lines.map(plainLine).join('\n')}\n`);
}

async function tokenFacts(model: string, run: SubjectRun, exam: ExamPrompt, flags: PromptFlags) {
  const [{ findModel }, { builtModel }, { openModel }, { fitPrompt }, { preflightExams, preflightLines }] =
    await Promise.all([
      import('../model/find-model.ts'),
      import('../model/model-cache.ts'),
      import('../run/model.ts'),
      import('../run/prepare.ts'),
      import('../run/preflight.ts'),
    ]);
  const { path, name } = await findModel(model);
  const { tokenizer, folder } = await openModel(await builtModel(path, { name }), name);
  const { contextLength } = folder.manifest;
  const settings = {
    tokenizer,
    contextLength,
    letters: flags.letters,
    maxTokens: flags.maxTokens,
    reuse: true,
  };
  const { prompt, ids, tokensCut } = fitPrompt(exam, run.rules, settings);
  const found = preflightExams([{ ...run, prompts: [exam] }], settings);
  return {
    prompt,
    count: ids.length,
    cut: tokensCut,
    letters: found[0] ?? null,
    lines: [
      `tokens: ${ids.length}`,
      ...(tokensCut > 0 ? [`tokens cut on the left: ${tokensCut}`] : []),
      ...found.flatMap(preflightLines),
    ],
  };
}
