import type { BenchmarkId } from '../../../src/records.ts';
import type { MadeQuestion } from './made-question.ts';
import type { Random } from './random.ts';
import type { SampleSubject } from './subjects.ts';

/** A question as an exam's reader hands it on: where its facts stand, and whether its stem holds the options. */
export interface ExamItem {
  readonly passage: string | null;
  readonly stem: string;
  readonly options: readonly string[];
}

/** Oddities of the published CSV files that change no answer. */
export type Twist = 'plain' | 'line-feed' | 'carriage-return' | 'edge-spaces' | 'none-option';

const JOINTS: Readonly<Partial<Record<Twist, string>>> = { 'line-feed': '\n', 'carriage-return': '\r\n' };

/** Tasks whose files keep the facts apart from the question. */
const WITH_PASSAGE: ReadonlySet<string> = new Set(['logiqa-zh', 'logiqa-en', 'sat-en']);

interface ItemChoices {
  readonly subject: SampleSubject;
  /** 0-based; GAOKAO-Bench's questions carry a number. */
  readonly row: number;
  readonly random: Random;
  readonly twist: Twist;
}

/** Lays a question out as its exam does, with a twist where the question allows it. */
export function examItem(made: MadeQuestion, { subject, row, random, twist }: ItemChoices): ExamItem {
  const joint = JOINTS[twist] ?? (subject.language === 'zh' ? '' : ' ');
  const stem = made.facts === null ? made.ask : made.facts + joint + made.ask;
  switch (subject.exam) {
    case 'agieval':
      return WITH_PASSAGE.has(subject.subject)
        ? { passage: made.facts, stem: made.ask, options: made.options }
        : { passage: null, stem, options: made.options };
    case 'gaokao':
      return { passage: null, stem: gaokaoStem(stem, { made, row, random }), options: [] };
    case 'ceval':
    case 'mmlu':
      return { passage: null, ...twistedCells(made, stem, twist) };
    default:
      return subject.exam satisfies never;
  }
}

function twistedCells(made: MadeQuestion, stem: string, twist: Twist): Omit<ExamItem, 'passage'> {
  const { options, answer, facts } = made;
  if (twist === 'edge-spaces') {
    return {
      stem: ` ${stem} `,
      options: options.map((option, place) => (place === 2 ? `${option} ` : option)),
    };
  }
  // `None` answers no question about told facts; elsewhere it might (it belongs with no three other words).
  if (twist === 'none-option' && facts !== null) {
    const place = answer === 'D' ? 0 : 3;
    return { stem, options: options.map((option, index) => (index === place ? 'None' : option)) };
  }
  return { stem, options };
}

/** Points of every GAOKAO record. */
export const POINTS = 4;

/** Number, points, question and options in one text; the options on one, two or four lines. */
function gaokaoStem(
  stem: string,
  { made, row, random }: { readonly made: MadeQuestion; readonly row: number; readonly random: Random },
): string {
  const [a, b, c, d] = made.options;
  const options = random.pick([
    `A．${a}\nB．${b}\nC．${c}\nD．${d}`,
    `A．${a} B．${b}\nC．${c} D．${d}`,
    `A．${a} B．${b} C．${c} D．${d}`,
  ]);
  return `${row + 1}．（${POINTS}分）${stem}\n${options}\n`;
}

const CSV_EXAMS: ReadonlySet<BenchmarkId> = new Set(['ceval', 'mmlu']);

/** The twist of a sample row: rare, and on rows of every kind of question. */
export function twistOfRow({ exam }: SampleSubject, row: number): Twist {
  if (!CSV_EXAMS.has(exam)) return 'plain';
  switch (row % 12) {
    case 3:
      return 'carriage-return';
    case 5:
      return 'edge-spaces';
    case 7:
      return 'line-feed';
    case 10:
      return exam === 'mmlu' ? 'none-option' : 'plain';
    default:
      return 'plain';
  }
}

/** The twist of a training question: one in twenty has one, so that a model has seen each. */
export function someTwist({ exam }: SampleSubject, random: Random): Twist {
  if (!CSV_EXAMS.has(exam) || !random.once(20)) return 'plain';
  const twists: readonly Twist[] = ['carriage-return', 'edge-spaces', 'line-feed', 'none-option'];
  return random.pick(exam === 'mmlu' ? twists : twists.slice(0, 3));
}
