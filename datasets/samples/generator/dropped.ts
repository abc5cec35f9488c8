import { range, type Language } from './family.ts';
import { LETTERS, makeQuestion } from './made-question.ts';
import type { Random } from './random.ts';

/* Records that the exams' filters must drop: more than one answer, five options, no options. */

/** A question with two right options. */
export interface DoubleQuestion {
  readonly ask: string;
  readonly options: readonly string[];
  /** The two letters, as `AC`. */
  readonly answers: string;
}

/** Asks which two of four numbers are larger than a fifth. */
export function doubleQuestion(random: Random, language: Language): DoubleQuestion {
  const bound = random.pick(range(4, 16));
  const larger = random.some(range(bound + 1, 20), 2);
  const options = random.some([...larger, ...random.some(range(1, bound), 2)], 4);
  return {
    ask:
      language === 'zh' ? `下列各数中，大于${bound}的有` : `Which of these numbers are larger than ${bound}?`,
    options: options.map(String),
    answers: LETTERS.filter((_, index) => larger.includes(options[index] ?? 0)).join(''),
  };
}

/** An AGIEval record's own fields. */
interface DroppedRecord {
  readonly question: string;
  readonly options: readonly string[] | null;
  readonly label: string | readonly string[] | null;
  readonly answer: string | null;
}

/**
 * AGIEval records of every kind that has no single right option of four, in turn. Sums are out of the train pool,
 * so that none repeats a usable question.
 */
export function droppedRecord(kind: number, random: Random, language: Language): DroppedRecord {
  const sum = makeQuestion('arithmetic', { random, language, pool: 'train' });
  const double = doubleQuestion(random, language);
  switch (kind % 4) {
    case 0: {
      const last = language === 'zh' ? '以上都不对' : 'none of them';
      const options = lettered([...sum.options, last]);
      return { question: sum.ask, options, label: sum.answer, answer: null };
    }
    case 1:
      return { question: double.ask, options: lettered(double.options), label: double.answers, answer: null };
    case 2:
      return {
        question: double.ask,
        options: lettered(double.options),
        label: double.answers.split(''),
        answer: null,
      };
    default: {
      const right = sum.options[LETTERS.indexOf(sum.answer)] ?? '';
      return { question: sum.ask, options: null, label: null, answer: right };
    }
  }
}

/** Options with the letters that AGIEval's files give them. */
export function lettered(options: readonly string[]): readonly string[] {
  return options.map((option, index) => `(${'ABCDE'.charAt(index)})${option}`);
}
