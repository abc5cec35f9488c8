import { readFileSync } from 'node:fs';
import type { Calibration, LetterMass, Margins, ReliabilityBin } from '../../../src/records.ts';
import type { DiagnosedEntry } from '../../../src/scoring/diagnostics/diagnosed-entry.ts';
import { judge } from '../../../src/scoring/judge.ts';
import type { Ratio } from '../../../src/scoring/mean-of-ratios.ts';

/** A made journal and what other programs make of it; the file names them and their versions. */
interface Reference {
  readonly entries: readonly {
    readonly subject: string;
    readonly gold: string | null;
    readonly scores: readonly number[];
    readonly letterMass: number | null;
  }[];
  readonly letterMass: LetterMass;
  readonly letters: readonly { letter: string; picked: number; gold: number; right: number }[];
  readonly calibration: Omit<Calibration, 'bins'> & {
    readonly bins: readonly Omit<ReliabilityBin, 'low' | 'high'>[];
  };
  readonly margins: Omit<Margins, 'noise' | 'nearTie'>;
  readonly subjects: readonly { subject: string; p: number }[];
  readonly fisher: readonly { one: Ratio; other: Ratio; p: number }[];
}

export const reference = JSON.parse(
  readFileSync(new URL('../../golden/diagnostics/reference.json', import.meta.url), 'utf8'),
) as Reference;

export const LETTERS = ['A', 'B', 'C', 'D'];

/** An entry as a run would have it, from the letters' scores. */
export function diagnosed(
  id: string,
  {
    gold,
    scores,
    letterMass = null,
  }: { gold: string | null; scores: readonly number[]; letterMass?: number | null },
): DiagnosedEntry {
  const verdict = judge(
    {
      questionId: id,
      status: 'scored',
      kind: 'logit',
      scores,
      letterMass,
      tokensComputed: 0,
      tokensReused: 0,
      milliseconds: 0,
    },
    gold,
    LETTERS,
  );
  return { ...verdict, id, scores: verdict.chosen === null ? [] : scores, letterMass };
}

/** The made journal's entries by subject. */
export const madeEntries: ReadonlyMap<string, readonly DiagnosedEntry[]> = new Map(
  [...new Set(reference.entries.map(({ subject }) => subject))].map((subject) => [
    subject,
    reference.entries
      .filter((one) => one.subject === subject)
      .map((one, index) => diagnosed(`mmlu/${subject}/test/${index}`, one)),
  ]),
);
