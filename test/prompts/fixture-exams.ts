import { createHash } from 'node:crypto';
import type { SubjectExam } from '../../src/prompts/exam-prompts.ts';
import type { BenchmarkId, Question, Split } from '../../src/records.ts';
import exams from '../fixtures/prompts/exams.json' with { type: 'json' };

/** One of the small exams of our own in test/fixtures/prompts/exams.json. */
export function fixtureExam(name: keyof typeof exams): SubjectExam {
  const { subject, displayName, dev, questions } = exams[name];
  const { benchmark, split } = places[name];
  const at = (part: Split): string => `${benchmark}/${subject}/${part}`;
  return {
    benchmark,
    subject,
    displayName,
    questions: questions.map((row, index) => questionOf(`${at(split)}/${index}`, row)),
    dev: dev.map((row, index) => questionOf(`${at('dev')}/${index}`, row)),
  };
}

const places: Readonly<Record<keyof typeof exams, { benchmark: BenchmarkId; split: Split }>> = {
  ceval: { benchmark: 'ceval', split: 'val' },
  mmlu: { benchmark: 'mmlu', split: 'test' },
  'agieval-zh': { benchmark: 'agieval', split: 'test' },
  'agieval-en': { benchmark: 'agieval', split: 'test' },
  gaokao: { benchmark: 'gaokao', split: 'test' },
};

interface Row {
  readonly passage: string | null;
  readonly stem: string;
  readonly options: readonly string[];
  readonly answer: string;
}

function questionOf(id: string, { passage, stem, options, answer }: Row): Question {
  const content = JSON.stringify([passage?.trim() ?? '', stem.trim(), options]);
  const contentHash = createHash('sha256').update(content).digest('hex');
  return { id, passage, stem, options, letters: ['A', 'B', 'C', 'D'], answer, contentHash };
}
