import { doubleQuestion, droppedRecord, lettered } from './dropped.ts';
import { examItem, POINTS } from './exam-item.ts';
import { range } from './family.ts';
import { createRandom } from './random.ts';
import { sampleRows, type SampleChoices, type SampleRow } from './sample-rows.ts';
import type { SampleSubject } from './subjects.ts';

/** Places of the records in a file that a filter must drop. */
const DROPPED_PLACES = [2, 9, 16, 23];

/** GAOKAO-Bench files that have such records; the others are single-choice throughout. */
const MIXED: ReadonlySet<string> = new Set([
  '2010-2022_Physics_MCQs',
  '2010-2022_Chinese_Lang_and_Usage_MCQs',
]);

/** An AGIEval file, v1.0: one JSON record a line. */
export function agievalFile(
  subject: SampleSubject,
  choices: SampleChoices,
): readonly [name: string, text: string] {
  const records = withDropped(subject, choices, {
    kept: (row) => agievalRecord(subject, row),
    dropped: (place) => {
      const random = createRandom(`${choices.seed}|${subject.subject}|dropped|${place}`);
      const record = droppedRecord(DROPPED_PLACES.indexOf(place), random, subject.language);
      return { passage: null, ...record, other: null };
    },
  });
  return [
    `${subject.exam}/${subject.subject}.jsonl`,
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  ];
}

function agievalRecord(subject: SampleSubject, { row, made, random }: SampleRow): object {
  const { passage, stem, options } = examItem(made, { subject, row, random, twist: 'plain' });
  const stored = lettered(options);
  const [a = '', b = '', c = '', d = ''] = stored;
  return {
    passage,
    question: stem,
    // As in 19 rows of each logiqa file: the label names the letter, not the place.
    options: row % 8 === 5 ? [a, c, b, d] : stored,
    label: row % 8 === 3 ? [made.answer] : made.answer,
    answer: null,
    other: null,
  };
}

/** A GAOKAO-Bench file: one object with its records under `example`. */
export function gaokaoFile(
  subject: SampleSubject,
  choices: SampleChoices,
): readonly [name: string, text: string] {
  const records = withDropped(subject, choices, {
    kept: ({ row, made, random }) =>
      gaokaoRecord(row, examItem(made, { subject, row, random, twist: 'plain' }).stem, [made.answer]),
    dropped: (place) => droppedGaokaoRecord(subject, place, choices.seed),
  });
  const text = JSON.stringify({ keywords: subject.subject, example: records }, null, 4);
  return [`gaokao-bench/${subject.subject}.json`, `${text}\n`];
}

function gaokaoRecord(index: number, question: string, answer: readonly string[]): object {
  const analysis = `正确答案是${answer.join('、')}。`;
  return { year: '2026', category: '（样题）', question, answer, analysis, index, score: POINTS };
}

/** Two right letters in one answer, or two questions with an answer each. */
function droppedGaokaoRecord(subject: SampleSubject, place: number, seed: number): object {
  const random = createRandom(`${seed}|${subject.subject}|dropped|${place}`);
  const questions = [doubleQuestion(random, subject.language), doubleQuestion(random, subject.language)].map(
    ({ ask, options, answers }) => {
      const [a, b, c, d] = options;
      return { text: `${ask}\nA．${a} B．${b} C．${c} D．${d}\n`, answers };
    },
  );
  const asked = questions.slice(0, place % 2 === 0 ? 1 : 2);
  return gaokaoRecord(
    place,
    `${place + 1}．（${POINTS}分）${asked.map(({ text }) => text).join('')}`,
    asked.map(({ answers }) => answers),
  );
}

interface Makers {
  kept(row: SampleRow): object;
  dropped(place: number): object;
}

/** All records of a file in order, the usable ones and those to be dropped. */
function withDropped(subject: SampleSubject, choices: SampleChoices, makers: Makers): readonly object[] {
  const kept = subject.rows.test ?? 0;
  const dropped = subject.exam === 'agieval' || MIXED.has(subject.subject) ? DROPPED_PLACES : [];
  const places = range(0, kept + dropped.length - 1);
  const usable = places.filter((place) => !dropped.includes(place));
  const rows = new Map(sampleRows(subject, 'test', usable, choices).map((row) => [row.row, row]));
  return places.map((place) => {
    const row = rows.get(place);
    return row === undefined ? makers.dropped(place) : makers.kept(row);
  });
}
