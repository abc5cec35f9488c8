import type { Split } from '../../../src/records.ts';
import { examItem, twistOfRow } from './exam-item.ts';
import { LETTERS } from './made-question.ts';
import { range } from './family.ts';
import { sampleRows, type SampleChoices } from './sample-rows.ts';
import type { SampleSubject } from './subjects.ts';

/** A C-Eval or MMLU file as its data set has it: C-Eval with a header and no test answers, MMLU without a header. */
export function csvFile(
  subject: SampleSubject,
  split: Split,
  choices: SampleChoices,
): readonly [name: string, text: string] {
  const isCeval = subject.exam === 'ceval';
  const rows = sampleRows(subject, split, range(0, (subject.rows[split] ?? 0) - 1), choices).map(
    ({ row, made, random }) => {
      const twist = split === 'dev' ? 'plain' : twistOfRow(subject, row);
      const { stem, options } = examItem(made, { subject, row, random, twist });
      const right = options[LETTERS.indexOf(made.answer)] ?? '';
      return { cells: [stem, ...options], row, answer: made.answer, explanation: `正确答案是“${right}”。` };
    },
  );
  const lines = isCeval
    ? [
        ['id', 'question', ...LETTERS, ...after(split, 'answer', 'explanation')],
        ...rows.map(({ row, cells, answer, explanation }) => [
          String(row),
          ...cells,
          ...after(split, answer, explanation),
        ]),
      ]
    : rows.map(({ cells, answer }) => cells.concat(answer));
  const lineEnd = isCeval ? '\r\n' : '\n';
  const text = lines.map((cells) => cells.map(csvCell).join(',') + lineEnd).join('');
  return [`${subject.exam}/${split}/${subject.subject}_${split}.csv`, text];
}

/** C-Eval's last columns: none in test, answer in val, answer and explanation in dev. */
function after(split: Split, answer: string, explanation: string): readonly string[] {
  const columns = { dev: [answer, explanation], val: [answer], test: [] } as const;
  return columns[split];
}

/** Quoted only where it must be, as Python's csv module and pandas do. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
