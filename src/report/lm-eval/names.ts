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

/** Bytes that a file system takes for a name. */
const LONGEST = 255;

/**
 * A model's name as a folder's, by the rule of lm-eval's `sanitize_model_name`. What no ordinary name has is changed too:
 * signs that are not seen or turn the direction of writing, a sign at the start that a shell or a spreadsheet acts on, a
 * name longer than a file system takes. It is never empty and no way out of a folder.
 */
export function lmEvalModelFolder(model: string): string {
  const name = model
    .replace(/["<>:/|\\?*[\]\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, '__')
    .replace(/^(?=[=+@~-])/, '_');
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(LONGEST));
  return /^\.*$/.test(name) ? 'model' : name.slice(0, read);
}
