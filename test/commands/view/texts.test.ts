import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textFinder } from '../../../src/commands/view/texts.ts';
import type { JournalEntry } from '../../../src/records.ts';
import type { FoundTexts } from '../../../src/viewer/answers.ts';
import { temporaryFolder } from '../../results/records.ts';
import { writeExams } from '../../e2e/tiny-exams.ts';
import { viewedRun } from '../../viewer/api-over.ts';
import { runOver } from '../../viewer/sample-run.ts';

const TASKS = 'mmlu/anatomy,ceval/law,agieval/gaokao-history,gaokao/2010-2022_Biology_MCQs';

/** Small exams, a run over them, and one of its questions. */
async function world({ tasks = TASKS, shots = 5 } = {}) {
  const data = join(await temporaryFolder(), 'data');
  writeExams(data);
  const run = viewedRun(await runOver(tasks, { data, shots }), 'made');
  const first = run.entries[0];
  if (first === undefined) throw new Error('the run has questions');
  return { data, run, first };
}

describe('the texts of a question', () => {
  it.each([5, 2, 0])('are those that were asked, in every exam, with %i shots', async (shots) => {
    const { data, run } = await world({ shots });
    const findTexts = textFinder(data);
    for (const entry of run.entries) {
      const texts = await findTexts(run, entry);
      expect(texts, entry.id).toMatchObject({ found: true, asAsked: true, warnings: [] });
      expect((texts as FoundTexts).shotIds).toHaveLength(entry.shotsUsed);
      expect((texts as FoundTexts).prompt).toContain((texts as FoundTexts).stem.trim());
    }
  });

  it('have as many shots as fitted, and say what was cut', async () => {
    const { data, run, first } = await world({ tasks: 'mmlu/anatomy' });
    const fitted: JournalEntry = { ...first, shotsUsed: 2, tokensCut: 7 };
    const texts = await textFinder(data)(run, fitted);
    expect(texts).toMatchObject({
      found: true,
      shotIds: ['mmlu/anatomy/dev/0', 'mmlu/anatomy/dev/1'],
      warnings: [
        expect.stringContaining('not the text that was asked'),
        'The model was not shown the first 7 tokens of the prompt, which was too long.',
      ],
    });
  });

  it('warn where the data is another than the run read', async () => {
    const { data, run, first } = await world({ tasks: 'mmlu/anatomy' });
    const file = join(data, 'mmlu/test/anatomy_test.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('fingers', 'toes'));
    const texts = await textFinder(data)(run, first);
    expect(texts).toMatchObject({
      found: true,
      asAsked: false,
      stem: expect.stringContaining('toes') as string,
      warnings: [
        expect.stringMatching(/^test\/anatomy_test\.csv in .* is not the file that the run read/),
        'This is not the text that was asked: its hash is not the one in the journal.',
      ],
    });
  });

  it('are found once the data is put where it is looked for, and missed with the command that shows them', async () => {
    const { data, run, first } = await world({ tasks: 'mmlu/anatomy' });
    await rename(data, `${data}-elsewhere`);
    const findTexts = textFinder(data);
    expect(await findTexts(run, first)).toEqual({
      found: false,
      why: expect.stringMatching(/^MMLU is not in the data folder .* \(chosen by --data\)/) as string,
      command: 'fiveshot prompt mmlu/anatomy 0 --recipe card-1 --split test --shots 5 --data EXAMS',
    });
    await rename(`${data}-elsewhere`, data);
    expect(await findTexts(run, first)).toMatchObject({ found: true, asAsked: true });
  });

  it('are missed where the data lacks the question', async () => {
    const { data, run, first } = await world({ tasks: 'mmlu/anatomy' });
    const texts = await textFinder(data)(run, { ...first, id: 'mmlu/anatomy/test/400' });
    expect(texts).toMatchObject({
      found: false,
      why: expect.stringMatching(
        /has no question mmlu\/anatomy\/test\/400: it is not the data of the run\./,
      ) as string,
    });
  });

  it('of a run on samples come from the samples that come with fiveshot', async () => {
    const run = viewedRun(await runOver('mmlu/sociology'), 'made');
    const [entry] = run.entries;
    if (entry === undefined) throw new Error('the run has questions');
    expect(await textFinder(undefined)(run, entry)).toMatchObject({
      found: true,
      asAsked: true,
      warnings: [],
    });
  });
});
