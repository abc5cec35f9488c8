import { formatDuration } from '../../engine/progress.ts';
import { printLine, printTable } from '../print.ts';
import { gigabytes } from '../run/memory.ts';
import { threadsText } from '../run/replicas.ts';
import type { ExamPlan, Plan } from './make-plan.ts';

const HEAD = ['exam', 'subjects', 'questions', 'tokens in all', 'with reuse', 'saved', 'time'];

/** Prints a plan for people; `reuse` is whether the run was asked to compute shots once. */
export function printPlan(plan: Plan, reuse: boolean, command: string): void {
  const { model, recipe, threads, replicaThreads, exams } = plan;
  printLine(
    `${model.name} (${model.modelType}, ${count(model.parameterCount)} parameters) in ${model.precision}, recipe ${recipe}, threads: ${threadsText(threads, replicaThreads)}`,
  );
  printLine('');
  const rows = exams.map((exam) => [exam.benchmark, ...cells(exam)]);
  printTable(HEAD, exams.length === 1 ? rows : [...rows, ['in all', ...cells(inAll(exams))]]);
  for (const line of [...reuseLines(plan, reuse), memoryLine(plan), ...basisLines(inAll(exams))])
    printLine(line);
  printLine('');
  printLine(command);
}

function inAll(exams: readonly ExamPlan[]): Omit<ExamPlan, 'benchmark'> {
  const sum = (of: (exam: ExamPlan) => number): number => exams.reduce((total, exam) => total + of(exam), 0);
  return {
    subjects: sum(({ subjects }) => subjects),
    questions: sum(({ questions }) => questions),
    tokenised: sum(({ tokenised }) => tokenised),
    estimated: exams.some(({ estimated }) => estimated),
    tokens: {
      withoutReuse: sum(({ tokens }) => tokens.withoutReuse),
      withReuse: sum(({ tokens }) => tokens.withReuse),
      computed: sum(({ tokens }) => tokens.computed),
    },
    seconds: sum(({ seconds }) => seconds),
  };
}

type Totals = ReturnType<typeof inAll>;

function cells({ subjects, questions, tokens, seconds }: Totals): readonly string[] {
  const { withoutReuse, withReuse } = tokens;
  const saved = withoutReuse === 0 ? 0 : 1 - withReuse / withoutReuse;
  return [
    count(subjects),
    count(questions),
    count(withoutReuse),
    count(withReuse),
    `${(100 * saved).toFixed(0)} %`,
    formatDuration(seconds),
  ];
}

/** Said where the run does without reuse. */
function reuseLines({ model }: Plan, reuse: boolean): readonly string[] {
  if (!model.prefixReuse)
    return ['reuse: none, for this model computes each prompt as a whole; the time is that'];
  return reuse ? [] : ['reuse: none, with --no-reuse; the time is that'];
}

function memoryLine({ replicaThreads, memory: { weights, prompts, longest, available } }: Plan): string {
  const copies = replicaThreads.length;
  const there = available.by === 'machine' ? 'this machine has' : 'this container may use';
  return `memory: at least ${gigabytes(copies * (weights + prompts))} (${copies === 1 ? '' : `${copies} copies of the model, each `}weights ${gigabytes(weights)}, prompts of up to ${count(longest)} tokens ${gigabytes(prompts)}) of ${gigabytes(available.bytes)} that ${there}`;
}

/** What the numbers are made of. */
function basisLines({ tokenised, estimated }: Totals): readonly string[] {
  return [
    estimated
      ? `tokens: estimated from ${count(tokenised)} prompts that were tokenised, some of each subject`
      : 'tokens: counted, all prompts were tokenised',
    'time: estimated from calls that were timed on this machine, as it is loaded now; loading the model comes before it',
  ];
}

function count(value: number): string {
  return value.toLocaleString('en');
}
