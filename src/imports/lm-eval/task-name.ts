import { lmEvalName } from '../../report/lm-eval/names.ts';
import type { LoggedTask, NamedExam } from '../logged.ts';

/**
 * What a task of lm-eval is of: `mmlu_anatomy` and its `_generative` form, `ceval-valid_law`, `agieval_sat_math`, and the
 * names that fiveshot gives to its own. Null for all others: other tasks of an exam ask other questions, or other letters.
 */
export function lmEvalTask(name: string, exams: readonly NamedExam[]): LoggedTask | null {
  for (const { id: benchmark, subjects } of exams) {
    for (const { id: subject } of subjects) {
      for (const samples of [false, true]) {
        const own = lmEvalName(benchmark, subject, { samples });
        const task = { benchmark, subject, samples };
        if (name === own) return { ...task, split: benchmark === 'ceval' || samples ? null : 'test' };
        if (!samples && benchmark === 'mmlu' && name === `${own}_generative`)
          return { ...task, split: 'test' };
      }
      if (benchmark === 'ceval' && name === `ceval-valid_${subject}`) {
        return { benchmark, subject, samples: false, split: 'val' };
      }
    }
  }
  return null;
}
