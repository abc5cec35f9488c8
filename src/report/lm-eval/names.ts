/**
 * lm-eval's form of a task's or a group's name: exam and subject, as in `mmlu_anatomy`, `agieval_gaokao_biology` and
 * `mmlu_social_sciences`. Sample questions have a name of their own, so that no reader takes them for the exam.
 */
export function lmEvalName(
  exam: string,
  part: string | null,
  { samples }: { readonly samples: boolean },
): string {
  const words = [exam, ...(samples ? ['samples'] : []), ...(part === null ? [] : [part])];
  return words.join('_').replace(/\W+/g, '_').replace(/_+$/, '');
}

/** A model's name as a folder's, by the rule of lm-eval's `sanitize_model_name`; never empty and no way out of a folder. */
export function lmEvalModelFolder(model: string): string {
  const name = model.replace(/["<>:/|\\?*[\]\p{Cc}]+/gu, '__');
  return /^\.*$/.test(name) ? 'model' : name;
}
