import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { lmEvalTask } from '../../src/imports/lm-eval/task-name.ts';
import { openCompassTask } from '../../src/imports/opencompass/dataset-name.ts';

const short = (task: ReturnType<typeof lmEvalTask>): string | null =>
  task && `${task.benchmark}/${task.subject}/${task.split}${task.samples ? ' samples' : ''}`;

describe('the names of logs', () => {
  // Names out of lm-eval 0.4.13's task files, and of fiveshot's own reports.
  it.each([
    ['mmlu_high_school_us_history', 'mmlu/high_school_us_history/test'],
    ['mmlu_anatomy_generative', 'mmlu/anatomy/test'],
    ['ceval-valid_law', 'ceval/law/val'],
    ['agieval_sat_en_without_passage', 'agieval/sat-en-without-passage/test'],
    ['agieval_jec_qa_ca', 'agieval/jec-qa-ca/test'],
    ['ceval_law', 'ceval/law/null'],
    ['mmlu_samples_anatomy', 'mmlu/anatomy/null samples'],
    ['gaokao_2010_2022_Math_I_MCQs', 'gaokao/2010-2022_Math_I_MCQs/test'],
    ['mmlu_anatomy_continuation', null],
    ['mmlu_flan_n_shot_loglikelihood_anatomy', null],
    ['mmlu', null],
    ['agieval_lsat_ar', null],
    ['arc_easy', null],
  ])("lm-eval's %s is %s", (name, expected) => {
    expect(short(lmEvalTask(name, benchmarks))).toBe(expected);
  });

  // Abbreviations out of OpenCompass a5acc4b's configurations.
  it.each([
    ['ceval-law', 'ceval/law/val'],
    ['ceval-test-law', 'ceval/law/test'],
    ['lukaemon_mmlu_anatomy', 'mmlu/anatomy/test'],
    ['lukaemon_mmlu_anatomy_1', 'mmlu/anatomy/test'],
    ['agieval-sat-math', 'agieval/sat-math/test'],
    ['GaokaoBench_2010-2022_Math_II_MCQs', 'gaokao/2010-2022_Math_II_MCQs/test'],
    ['GaokaoBench_2010-2022_Biology_Fill-in-the-Blank', null],
    ['agieval-gaokao-mathcloze', null],
    ['lukaemon_mmlu_../anatomy', null],
  ])("OpenCompass' %s is %s", (name, expected) => {
    expect(short(openCompassTask(name, benchmarks))).toBe(expected);
  });
});
