import { describe, expect, it } from 'vitest';
import { createAligner } from '../../src/imports/align.ts';
import type { LoggedQuestion } from '../../src/imports/logged.ts';
import type { Question } from '../../src/records.ts';

function question(row: number, stem: string, options: readonly string[]): Question {
  const id = `mmlu/optics/test/${row}`;
  return { id, passage: null, stem, options, letters: ['A', 'B', 'C', 'D'], answer: 'A', contentHash: '' };
}

const questions = [
  question(0, 'How fast?', ['1', '2', '3', '4']),
  question(1, 'How fast?\r\nSay it in metres. ', ['1', '2', '3', ' 4']),
  question(2, 'Which of {A} and {B} is \\frac{C}{D}?', ['x', 'y', 'z', 'w']),
  question(4, 'How wide?', ['1', '2', '3', '4']),
];

const logged = (row: number, text: string, id: string | null = null): LoggedQuestion => ({
  place: 'a log',
  row,
  id,
  text,
  promptSha256: 'a'.repeat(64),
  answer: { kind: 'generated', letter: 'A' },
  gold: null,
  right: null,
});

function find(row: number, text: string, id?: string): string | undefined {
  return createAligner(questions).find(logged(row, text, id))?.id;
}

describe('an aligner', () => {
  it('takes the row where its texts are there, whatever white space the log has', () => {
    expect(find(1, 'How fast? Say it in metres.\n1\n2\n3\n4')).toBe('mmlu/optics/test/1');
    expect(find(0, 'How fast?\n1\n2\n3\n4')).toBe('mmlu/optics/test/0');
  });

  it('searches for the texts where the row is of another question, and takes the longest that is there', () => {
    expect(find(2, 'How fast?\nSay it in metres.\n1\n2\n3\n4')).toBe('mmlu/optics/test/1');
    expect(find(900, 'How wide?\n1\n2\n3\n4')).toBe('mmlu/optics/test/4');
  });

  it('goes on by as many rows as a set was cut in front', () => {
    const same = [0, 1, 2, 3].map((row) =>
      question(row, row === 1 ? 'Where to?' : 'Which way?', ['n', 'e', 's', 'w']),
    );
    const aligner = createAligner(same);
    expect(aligner.find(logged(0, 'Where to? n e s w'))?.id).toBe('mmlu/optics/test/1');
    expect(aligner.find(logged(1, 'Which way? n e s w'))?.id).toBe('mmlu/optics/test/2');
    expect(aligner.find(logged(2, 'Which way? n e s w'))?.id).toBe('mmlu/optics/test/3');
    expect(aligner.find(logged(3, 'Which day? n e s w'))).toBeNull();
  });

  it("knows a question in which OpenCompass' template has filled in the options", () => {
    expect(find(2, 'Which of x and y is \\fraczw?\nA. x\nB. y\nC. z\nD. w')).toBe('mmlu/optics/test/2');
  });

  it('finds nothing where an option is missing or the text is another', () => {
    expect(find(0, 'How slow?\n1\n2\n3\n4')).toBeUndefined();
    expect(find(4, 'How wide?\n1\n2\n3')).toBeUndefined();
  });

  it("takes fiveshot's own id at its word", () => {
    expect(find(0, '', 'mmlu/optics/test/4')).toBe('mmlu/optics/test/4');
    expect(find(0, '', 'mmlu/optics/test/3')).toBeUndefined();
  });

  it('tells rows that were filtered out of the data from rows that it has', () => {
    expect([0, 3, 4, 9].map((row) => createAligner(questions).isFilteredOut(row))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(createAligner(questions.slice(0, 3)).isFilteredOut(9)).toBe(false);
  });
});
