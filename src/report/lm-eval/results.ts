import type { AverageRule, GroupSummary, SubjectSummary, Summary } from '../../records.ts';
import { escapeJson } from '../escape.ts';
import type { SharedRun } from '../shared-run.ts';
import { lmEvalModelFolder, lmEvalName } from './names.ts';

/** A task or a group of tasks with what lm-eval tells of it, key by key of its results. */
interface Entry {
  readonly name: string;
  readonly metrics: Readonly<Record<string, string | number>>;
  readonly recipe: string;
  /** Names of its tasks, for a group. */
  readonly tasks: readonly string[] | null;
  readonly config: object | null;
  readonly samples: { readonly original: number; readonly effective: number } | null;
}

/**
 * A run as the results file of EleutherAI's lm-evaluation-harness: a task a subject, a group a column of the card
 * (https://github.com/EleutherAI/lm-evaluation-harness/blob/4e7e0d4/lm_eval/result_schema.py). `versions` names the recipe
 * in place of a task's version: the prompts are the recipe's. What has no scored question has no `acc,none`. All that
 * lm-eval has no key for stands under `fiveshot`.
 */
export function lmEvalResults(run: SharedRun): string {
  const { facts, version, modelSha256, started } = run;
  const entries = run.summaries.flatMap((summary) => entriesOf(summary, run));
  const tasks = entries.filter((entry) => entry.tasks === null);
  const groups = entries.filter((entry) => entry.tasks !== null);
  const results = {
    results: byName(entries, ({ metrics }) => metrics),
    groups: byName(groups, ({ metrics }) => metrics),
    group_subtasks: byName(entries, (entry) => entry.tasks ?? []),
    configs: byName(tasks, ({ config }) => config),
    versions: byName(entries, ({ recipe }) => recipe),
    'n-shot': byName(entries, () => facts.shots),
    higher_is_better: byName(entries, () => ({ acc: true })),
    'n-samples': byName(tasks, ({ samples }) => samples),
    config: {
      model: 'fiveshot',
      model_args: { pretrained: facts.model, dtype: facts.precision },
      model_dtype: facts.precision,
      model_sha: modelSha256,
      device: 'cpu',
      limit: facts.limit,
    },
    date: Date.parse(started) / 1000,
    model_source: 'fiveshot',
    model_name: facts.model,
    model_name_sanitized: lmEvalModelFolder(facts.model),
    system_instruction: null,
    chat_template: null,
    task_hashes: {},
    fiveshot: {
      version,
      run: facts.id,
      tokenizer_sha256: run.tokenizerSha256,
      letters: facts.letters,
      max_tokens: facts.maxTokens,
      notes: Object.fromEntries(run.summaries.map(({ benchmark, notes }) => [benchmark, notes])),
    },
  };
  return `${escapeJson(JSON.stringify(results, null, 2))}\n`;
}

function byName<T>(entries: readonly Entry[], value: (entry: Entry) => T): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.name, value(entry)]));
}

/** A benchmark's tasks, and those of its groups that have an average. */
function entriesOf(summary: Summary, { facts, exams }: SharedRun): Entry[] {
  const { benchmark, title, recipe, groups, subjects } = summary;
  const exam = exams[benchmark] ?? { average: '', samples: false };
  const nameOf = (part: string | null): string => lmEvalName(benchmark, part, exam);
  const tasks = subjects.map((subject) =>
    taskEntry(subject, { name: nameOf(subject.subject), recipe, shots: facts.shots }),
  );
  return [
    ...groups.flatMap((group) => {
      if (group.accuracy === null) return [];
      const whole = group.onCard && group.name === exam.average;
      const labels = {
        name: nameOf(whole ? null : group.name.toLowerCase()),
        alias: whole ? title : `${title}: ${group.name}`,
      };
      return [groupEntry(group, { subjects, recipe, ...labels, tasks: group.subjects.map(nameOf) })];
    }),
    ...tasks,
  ];
}

function taskEntry(
  { subject, split, accuracy, counts, scored, total }: SubjectSummary,
  { name, recipe, shots }: { readonly name: string; readonly recipe: string; readonly shots: number },
): Entry {
  const stderr = standardError({ part: counts.right, whole: scored });
  return {
    name,
    recipe,
    tasks: null,
    metrics: { name, alias: subject, sample_len: scored, ...metricsOf(accuracy, stderr) },
    config: {
      task: name,
      task_alias: subject,
      test_split: split,
      output_type: 'multiple_choice',
      num_fewshot: shots,
      metric_list: [{ metric: 'acc', aggregation: 'mean', higher_is_better: true }],
      metadata: { version: recipe },
    },
    samples: { original: total, effective: scored },
  };
}

interface GroupParts {
  readonly name: string;
  readonly alias: string;
  readonly recipe: string;
  readonly tasks: readonly string[];
  readonly subjects: readonly SubjectSummary[];
}

function groupEntry(
  { accuracy, rule, scored, subjects: members }: GroupSummary,
  { name, alias, recipe, tasks, subjects }: GroupParts,
): Entry {
  const ratios = subjects
    .filter(({ subject }) => members.includes(subject))
    .map(({ counts, scored: whole }) => ({ part: counts.right, whole }));
  const metrics = metricsOf(accuracy, groupError(rule, ratios));
  return {
    name,
    recipe,
    tasks,
    metrics: { name, alias, sample_len: scored, ...metrics },
    config: null,
    samples: null,
  };
}

function metricsOf(accuracy: number | null, stderr: number | null): Record<string, string | number> {
  return accuracy === null ? {} : { 'acc,none': accuracy, 'acc_stderr,none': stderr ?? 'N/A' };
}

interface Ratio {
  readonly part: number;
  readonly whole: number;
}

/** lm-eval's `mean_stderr` of zeros and ones: their sample deviation over the root of their number; null for fewer than 2. */
function standardError({ part, whole }: Ratio): number | null {
  if (whole < 2) return null;
  const share = part / whole;
  return Math.sqrt((share * (1 - share)) / (whole - 1));
}

/**
 * Of pooled questions lm-eval's `pooled_sample_stderr`: the subjects' mean variance over the number of questions. Of a
 * mean over subjects the root of the sum of their squares over their number; lm-eval has the pooled one there too, which
 * is the error of another number.
 */
function groupError(rule: AverageRule, subjects: readonly Ratio[]): number | null {
  const errors = subjects.map(standardError).filter((one) => one !== null);
  if (errors.length < subjects.length) return null;
  const squares = errors.map((one) => one ** 2);
  if (rule === 'subject-mean') return Math.sqrt(squares.reduce((sum, one) => sum + one, 0)) / subjects.length;
  const questions = subjects.reduce((sum, { whole }) => sum + whole, 0);
  const deviations = subjects.reduce(
    (sum, { whole }, place) => sum + (whole - 1) * whole * (squares[place] ?? 0),
    0,
  );
  return Math.sqrt(deviations / (questions - subjects.length) / questions);
}
