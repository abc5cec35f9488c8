import { describe, expect, it } from 'vitest';
import { makeQuestion } from '../../src/datasets/question.ts';
import type { QuestionParts } from '../../src/datasets/question.ts';

const parts: QuestionParts = {
  set: 'mmlu/law/test',
  index: 7,
  passage: null,
  stem: 'Which is a contract?',
  options: ['This', 'That', 'Both', 'Neither'],
  answer: 'A',
};
const hash = (change: Partial<QuestionParts>) => makeQuestion({ ...parts, ...change }).contentHash;

describe('makeQuestion', () => {
  it('names the question by its row and keeps texts as they are', () => {
    expect(makeQuestion({ ...parts, stem: ' a\r\n' })).toMatchObject({
      id: 'mmlu/law/test/7',
      stem: ' a\r\n',
      letters: ['A', 'B', 'C', 'D'],
    });
  });

  it('hashes alike what differs in edge space, place or answer only', () => {
    const same: Partial<QuestionParts>[] = [
      { stem: '\nWhich is a contract? ' },
      { passage: ' \n' },
      { options: ['This ', ' That', 'Both\n', 'Neither'] },
      { index: 9, set: 'mmlu/law/val' },
      { answer: 'B' },
    ];
    for (const change of same) expect(hash(change)).toBe(hash({}));
  });

  it('hashes apart what asks something else', () => {
    const other: Partial<QuestionParts>[] = [
      { stem: 'Which  is a contract?' },
      { passage: 'Read this.' },
      { options: ['That', 'This', 'Both', 'Neither'] },
      { storedOptions: ['(A)This', '(B)That', '(C)Both', '(D)Neither'] },
      { stem: 'Which is a', passage: 'contract?' },
    ];
    const hashes = [{}, ...other].map(hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
