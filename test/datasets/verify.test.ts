import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { mmlu } from '../../src/benchmarks/mmlu.ts';
import { listExams } from '../../src/datasets/listing.ts';
import { pinCopy, readPins, verifyCopy } from '../../src/datasets/verify.ts';
import { mmluFiles } from '../benchmarks/made-exams.ts';
import { temporaryFolder, writeFiles } from './made-archives.ts';
import type { Files } from './made-archives.ts';

const subjects = ['virology', 'anatomy'];

async function open(files: Files) {
  const data = await mmlu.open(writeFiles(temporaryFolder(), files));
  if (data === null) throw new Error('not found');
  return data;
}

describe('verifyCopy', () => {
  it('finds a copy equal to its own pins, which hold hashes and counts only', async () => {
    const data = await open(mmluFiles);
    const pins = await pinCopy(data, subjects);
    const hash = createHash('sha256')
      .update(mmluFiles['test/virology_test.csv'] ?? '')
      .digest('hex');
    expect(pins['virology/test']).toEqual({ name: 'test/virology_test.csv', sha256: hash, questions: 1 });
    const verified = await verifyCopy(data, subjects, pins);
    expect(verified.map(({ subject, split, state }) => `${subject}/${split} ${state}`)).toEqual([
      'anatomy/dev same',
      'anatomy/val same',
      'anatomy/test same',
      'virology/test same',
    ]);
  });

  it('names what is changed, missing, extra or unreadable', async () => {
    const pins = await pinCopy(await open(mmluFiles), subjects);
    const copy = await open({
      'dev/anatomy_dev.csv': mmluFiles['dev/anatomy_dev.csv'] ?? '',
      'test/anatomy_test.csv': 'How many teeth?,1,2,3,32,D\n',
      'test/virology_test.csv': 'cut off',
      'val/virology_val.csv': 'Which?,1,2,3,4,A\n',
    });
    const verified = await verifyCopy(copy, subjects, pins);
    expect(verified).toMatchObject([
      { name: 'dev/anatomy_dev.csv', state: 'same', questions: 1, pinnedQuestions: 1 },
      { name: 'val/anatomy_val.csv', state: 'missing', questions: null, pinnedQuestions: 2 },
      { name: 'test/anatomy_test.csv', state: 'changed', questions: 1, pinnedQuestions: 2 },
      { name: 'val/virology_val.csv', state: 'extra', questions: 1, pinnedQuestions: null },
      { name: 'test/virology_test.csv', state: 'changed', questions: null, pinnedQuestions: 1 },
    ]);
    expect(verified[4]?.problem).toContain('1 cells instead of 6');
  });
});

describe('readPins', () => {
  /** Published counts: rows of C-Eval's and MMLU's splits; kept records of AGIEval and GAOKAO-Bench. */
  it.each([
    ['ceval', { dev: 260, val: 1346, test: 12342 }, 156],
    ['mmlu', { dev: 285, val: 1531, test: 14042 }, 171],
    ['agieval', { test: 4858 }, 15],
    ['gaokao', { test: 1503 }, 9],
  ])('has the published counts of %s', async (id, counts, files) => {
    const pins = Object.entries(await readPins(id));
    expect(pins).toHaveLength(files);
    for (const [split, count] of Object.entries(counts)) {
      const ofSplit = pins.filter(([key]) => key.endsWith(`/${split}`));
      expect(ofSplit.reduce((sum, [, pin]) => sum + pin.questions, 0)).toBe(count);
    }
    for (const [, pin] of pins) expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is empty for a benchmark without pins', async () => {
    expect(await readPins('no-such-exam')).toEqual({});
  });
});

describe('listExams', () => {
  it('says what is there, what is not, and what can not be opened', async () => {
    const path = writeFiles(temporaryFolder(), { 'mmlu/test/virology_test.csv': '', 'ceval.zip': 'no zip' });
    const listed = await listExams(benchmarks, { path, chosenBy: '--data' });
    const byId = new Map(listed.map((exam) => [exam.id, exam]));
    expect(byId.get('mmlu')).toMatchObject({
      location: `${path}/mmlu`,
      files: 171,
      questions: 15858,
      licence: 'MIT',
    });
    expect(byId.get('agieval')?.location).toBeNull();
    expect(byId.get('agieval')?.problem).toBeUndefined();
    expect(byId.get('ceval')?.problem).toContain("ceval.zip can't be read as zip");
  });
});
