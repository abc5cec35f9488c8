import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/records.ts';
import type { QuestionsAnswer } from '../../src/viewer/answers.ts';
import { apiOver } from './api-over.ts';
import { madeRun, randomNumbers } from './made-run.ts';

const { record, entries } = madeRun({ model: 'made', questions: 3000, seed: 5 });
const ask = apiOver([{ record, entries }]);

type Query = Readonly<Record<string, string>>;

/** What a reader would do with the journal by hand: every filter after the other. */
function expected(query: Query): readonly JournalEntry[] {
  let left = [...entries];
  const { exam, subject, outcome, search, sort } = query;
  if (exam) left = left.filter(({ id }) => id.split('/')[0] === exam);
  if (subject) left = left.filter(({ id }) => id.split('/').slice(0, 2).join('/') === subject);
  if (outcome) left = left.filter((one) => one.outcome === outcome);
  const [from, below] = [query['margin-from'], query['margin-below']];
  if (from) left = left.filter(({ margin }) => margin !== null && margin >= Number(from));
  if (below) left = left.filter(({ margin }) => margin !== null && margin < Number(below));
  if (search) left = left.filter(({ id }) => id.toLowerCase().includes(search.toLowerCase()));
  const up = sort === 'margin-up' ? 1 : -1;
  if (sort === 'margin-up' || sort === 'margin-down') {
    const scored = left.filter(({ margin }) => margin !== null);
    scored.sort((a, b) => up * ((a.margin ?? 0) - (b.margin ?? 0)));
    left = [...scored, ...left.filter(({ margin }) => margin === null)];
  }
  if (sort === 'id') {
    left.sort((a, b) => (idKey(a.id) < idKey(b.id) ? -1 : 1));
  }
  return left;
}

function contradicts(query: Query): boolean {
  const { exam, subject, 'margin-from': from, 'margin-below': below } = query;
  if (exam && subject && !subject.startsWith(`${exam}/`)) return true;
  return Boolean(from && below) && Number(from) >= Number(below);
}

/** Rows by number, and a subject before those whose names begin with its own. */
function idKey(id: string): string {
  return id.replace(/\d+$/, (row) => row.padStart(9, '0')).replaceAll('/', ' ');
}

async function questions(query: Query): Promise<QuestionsAnswer> {
  return (await ask('questions', { run: '0', ...query })) as QuestionsAnswer;
}

describe('questions', () => {
  it('answers any filters and order as filtering by hand does', async () => {
    const random = randomNumbers(3);
    const pick = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
    for (let round = 0; round < 300; round++) {
      const query = Object.fromEntries(
        Object.entries({
          exam: pick(['', '', 'mmlu', 'ceval']),
          subject: pick(['', '', 'mmlu/anatomy', 'agieval/sat-math']),
          outcome: pick(['', 'right', 'wrong', 'failed', 'unlabelled', 'unanswerable']),
          'margin-from': pick(['', '', '0', '0.5', '1']),
          'margin-below': pick(['', '', '0.25', '2']),
          search: pick(['', '', 'PHYSICS', 'test/1', 'mmlu/a']),
          sort: pick(['', 'journal', 'id', 'margin-up', 'margin-down']),
        }).map(([name, value]) => [name, value ?? '']),
      );
      // What can't be together is refused, which is another test.
      if (contradicts(query)) continue;
      const by = expected(query);
      const { total, rows } = await questions({ ...query, limit: '500' });
      expect(total, JSON.stringify(query)).toBe(by.length);
      expect(
        rows.map(({ id }) => id),
        JSON.stringify(query),
      ).toEqual(by.slice(0, 500).map(({ id }) => id));
    }
  });

  it('counts outcomes by every filter but the outcome', async () => {
    const { outcomes, total } = await questions({ exam: 'mmlu', outcome: 'wrong' });
    const counts = Object.fromEntries(
      Object.keys(outcomes).map((outcome) => [outcome, expected({ exam: 'mmlu', outcome }).length]),
    );
    expect(outcomes).toEqual(counts);
    expect(total).toBe(outcomes.wrong);
  });

  it('gives pages that make up the whole, and none beyond it', async () => {
    const ids = [];
    for (let offset = 0; offset < entries.length; offset += 170) {
      const page = await questions({ sort: 'id', offset: String(offset), limit: '170' });
      expect(page).toMatchObject({ total: entries.length, offset });
      ids.push(...page.rows.map(({ id }) => id));
    }
    expect(ids).toEqual(expected({ sort: 'id' }).map(({ id }) => id));
    expect(await questions({ offset: '3000' })).toMatchObject({ total: 3000, rows: [] });
    expect((await questions({})).rows).toHaveLength(100);
  });

  it('gives of a row what the journal says', async () => {
    const { rows } = await questions({ limit: '500' });
    for (const [index, row] of rows.entries()) {
      const { id, chosen, gold, outcome, margin, tie, probabilities } = entries[index] ?? {};
      const letter = chosen === null ? null : 'ABCD'.indexOf(chosen ?? '');
      const probability = letter === null ? null : probabilities?.[letter];
      expect(row).toEqual({ id, chosen, gold, outcome, margin, tie, probability });
    }
  });
});

describe('runs and question', () => {
  it('says what was run and how many questions of each subject the journal has', async () => {
    const answer = await ask('runs', {});
    expect(answer).toMatchObject({
      runs: [{ run: 0, id: record.id, folder: 'run-0', model: 'made', recipe: 'card-1', questions: 3000 }],
    });
    const asked = JSON.stringify(answer).match(/(?<="asked":)\d+/g) ?? [];
    expect(asked.reduce((sum, one) => sum + Number(one), 0)).toBe(3000);
  });

  it('gives a journal entry whole', async () => {
    for (const entry of entries.slice(0, 20)) {
      expect(await ask('question', { run: '0', id: entry.id })).toEqual({ entry });
    }
  });
});

describe('parameters', () => {
  it.each([
    ['questions', {}, 'The parameter run is missing: give it a value.'],
    ['questions', { run: '' }, 'The parameter run is missing: give it a value.'],
    ['questions', { run: '0', limit: '501' }, /limit is "501": it must be a whole number from 1 to 500\./],
    ['questions', { run: '0', limit: '0' }, /limit is "0": it must be/],
    ['questions', { run: '0', limit: '1e2' }, /limit is "1e2": it must be/],
    ['questions', { run: '0', offset: '-1' }, /offset is "-1": it must be a whole number from 0/],
    ['questions', { run: '0x0' }, /run is "0x0": it must be a whole number/],
    [
      'questions',
      { run: '0', exam: 'gre' },
      /exam is "gre": it must be one of ceval, gaokao, agieval, mmlu\./,
    ],
    ['questions', { run: '0', subject: 'law' }, /subject is "law": it must be exam\/subject/],
    [
      'questions',
      { run: '0', subject: 'mmlu/anatomie' },
      `The parameter subject is "mmlu/anatomie": the run has no such subject. Did you mean 'mmlu/anatomy'?`,
    ],
    ['questions', { run: '0', subject: 'mmlu/zzz' }, /subject is "mmlu\/zzz": the run has no such subject\./],
    [
      'questions',
      { run: '0', exam: 'ceval', subject: 'mmlu/anatomy' },
      /subject is "mmlu\/anatomy": the run has no such subject of ceval\./,
    ],
    [
      'questions',
      { run: '0', 'margin-from': '1', 'margin-below': '1.0' },
      'The parameter margin-below is "1": it must be more than margin-from, which is 1.',
    ],
    ['questions', { run: '0', outcome: 'good' }, /outcome is "good": it must be one of right, wrong/],
    ['questions', { run: '0', sort: 'rowid' }, /sort is "rowid": it must be one of journal, id/],
    [
      'questions',
      { run: '0', 'margin-from': 'NaN' },
      /margin-from is "NaN": it must be a number of at least 0/,
    ],
    ['questions', { run: '0', 'margin-below': '-0.5' }, /margin-below is "-0.5"/],
    [
      'questions',
      { run: '0', search: 'x'.repeat(201) },
      /search is "x{80}": it may have at most 200 characters\./,
    ],
    ['questions', { run: '0', limt: '5' }, /There is no parameter "limt", .* Did you mean 'limit'\?/],
    ['questions', { run: '0', __proto__x: '1' }, /There is no parameter "__proto__x"/],
    ['question', { run: '0', id: '../run.json' }, /id is "..\/run.json": it must be a question/],
    ['question', { run: '0', id: 'mmlu/anatomy/test/99999' }, /is not in the journal of run 0123456789ab/],
    [
      'question',
      { run: '1', id: 'mmlu/anatomy/test/0' },
      /There is no run 1: the runs are numbered from 0 to 0\./,
    ],
    ['runs', { run: '0' }, 'There is no parameter "run", there are none here.'],
    ['toString', {}, 'There is no such address here.'],
  ])('%s %j is refused with one sentence', async (name, query, message) => {
    await expect(ask(name, query as Query)).rejects.toThrow(message);
  });

  it('a parameter given twice is refused', async () => {
    const twice = ask('questions', new URLSearchParams('run=0&exam=mmlu&exam=ceval'));
    await expect(twice).rejects.toThrow('The parameter exam is given twice: give it once.');
  });

  it('an exam that the run does not have is refused', async () => {
    const { benchmarks } = record;
    const few = apiOver([
      {
        record: { ...record, benchmarks: benchmarks.filter(({ benchmark }) => benchmark === 'mmlu') },
        entries: entries.filter(({ id }) => id.startsWith('mmlu/')),
      },
    ]);
    await expect(few('questions', { run: '0', exam: 'gaokao' })).rejects.toThrow(
      'The parameter exam is "gaokao": the run has only mmlu.',
    );
  });
});
