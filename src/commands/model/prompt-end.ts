import type { NamedId } from '../../builder/inspect.ts';
import type { SpelledToken } from '../../engine/letters.ts';

/**
 * Why a tokenizer can't be used with a model that knows the end of a prompt by other ids than the tokenizer puts there, and
 * so would compute something else for every prompt; null where they agree.
 */
export function promptEndFault(expected: readonly NamedId[], put: readonly SpelledToken[]): string | null {
  if (String(expected.map(({ id }) => id)) === String(put.map(({ id }) => id))) return null;
  const config = expected.map(({ name, id }) => `${name} ${id}`).join(' and ') || 'nothing';
  const tokens = put.map(({ id, piece }) => `${piece} ${id}`).join(' and ') || 'nothing';
  return `By its config.json the model looks for ${config} at the end of a prompt, where its tokenizer puts ${tokens}; take both from one revision of the model`;
}
