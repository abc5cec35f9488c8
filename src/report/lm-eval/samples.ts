import type { JournalEntry } from '../../records.ts';
import { escapeJson } from '../escape.ts';

/** What a sample line tells of a journal entry. */
type SampledEntry = Pick<
  JournalEntry,
  'id' | 'chosen' | 'gold' | 'outcome' | 'scores' | 'kind' | 'letterMass' | 'promptSha256'
>;

/**
 * A subject's scored questions as lm-eval's sample lines, in the order of their rows
 * (https://github.com/EleutherAI/lm-evaluation-harness/blob/4e7e0d4/lm_eval/result_schema.py, SampleResult).
 *
 * `doc` names the question and has none of its text; `arguments` has the letters after an empty context, for readers that
 * take it apart; and whether a letter is the likeliest of all tokens is not known: `None`. A response is the letter's log-probability, or, where the whole vocabulary was not looked
 * at, that among the letters alone. `hash` is SHA-256 in hex, as all of lm-eval's hashes; `prompt_hash` is of the prompt's
 * UTF-8 text, as there.
 */
export function lmEvalSamples(entries: readonly SampledEntry[], hash: (text: string) => string): string {
  return entries
    .filter(({ outcome }) => outcome === 'right' || outcome === 'wrong')
    .map((entry) => ({ entry, row: rowOf(entry) }))
    .toSorted((a, b) => a.row - b.row)
    .map(({ entry, row }) => `${escapeJson(JSON.stringify(sample(entry, row, hash)))}\n`)
    .join('');
}

function sample(entry: SampledEntry, row: number, hash: (text: string) => string): object {
  const { id, gold, outcome, promptSha256 } = entry;
  const doc = { id };
  // lm-eval's MMLU and C-Eval have the place of the letter, as a text.
  const target = String((gold?.codePointAt(0) ?? 0) - FIRST_LETTER);
  const responses = logLikelihoods(entry).map((value) => [String(value), 'None']);
  return {
    doc_id: row,
    doc,
    target,
    arguments: Object.fromEntries(responses.map((_, place) => [`gen_args_${place}`, argumentsOf(place)])),
    resps: responses.map((response) => [response]),
    filtered_resps: responses,
    filter: 'none',
    metrics: ['acc'],
    doc_hash: hash(JSON.stringify(doc, null, 2)),
    prompt_hash: promptSha256,
    target_hash: hash(target),
    acc: outcome === 'right' ? 1 : 0,
  };
}

/** What lm-eval asks a likelihood of: a context, which the journal has not, and what follows it. */
function argumentsOf(place: number): object {
  return { arg_0: '', arg_1: String.fromCodePoint(FIRST_LETTER + place) };
}

const FIRST_LETTER = 65;

function rowOf({ id }: SampledEntry): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

/**
 * Logits less the logarithm of the sum of their exponentials; with the letters' mass that of the whole vocabulary. None
 * where an imported run has no scores, or losses, which are no log-probabilities.
 */
function logLikelihoods({ kind, scores, letterMass }: SampledEntry): readonly number[] {
  if (kind === 'logprob' || scores.length === 0) return scores;
  if (kind === 'loss') return [];
  const highest = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - highest), 0);
  const mass = letterMass === null || letterMass === 0 ? 0 : Math.log(letterMass);
  return scores.map((score) => score - highest - Math.log(sum) + mass);
}
