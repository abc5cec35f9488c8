import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explainRuns } from '../../../src/commands/explain-runs.ts';
import { importLogs, type ImportRequest } from '../../../src/commands/import/import-logs.ts';
import { readStoredRun } from '../../../src/commands/stored-run.ts';
import { CHOSEN, lmEvalLine, perplexity, SAMPLES, TEST, write, writeLmEval, writeMmlu } from './made-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
writeMmlu(at('data'));

const LINES = TEST.map((_, index) => lmEvalLine(index));
const PREDICTIONS = JSON.stringify(Object.fromEntries(TEST.map((_, index) => [index, perplexity(index)])));
let made = 0;

/** Imports what `write` puts into a new folder. */
async function imported(put: (log: string) => void, request: Partial<ImportRequest> = {}) {
  const name = `log-${made++}`;
  put(at(name));
  const out = at(`${name}-run`);
  const found = await importLogs({ logs: [at(name)], data: at('data'), out, ...request });
  return { ...found, out };
}

function writePredictions(log: string): void {
  write(join(log, 'lukaemon_mmlu_anatomy.json'), PREDICTIONS);
}

const chosen = CHOSEN.map((place) => 'ABCD'[place]);

describe('an import of lm-eval', () => {
  it("is a run of the recipe's prompts, byte for byte those that lm-eval's template makes", async () => {
    const { record, entries, out } = await imported((log) => writeLmEval(log, LINES));
    expect(record).toMatchObject({
      recipe: 'lm-eval-1',
      model: { name: 'org/made', sha256: null, tokenizerSha256: null },
      imported: { source: 'lm-eval', version: '0.4.13', files: [{ name: SAMPLES }] },
      settings: { shots: 5 },
      benchmarks: [
        {
          subjects: [{ subject: 'anatomy', split: 'test', total: 6 }],
          imported: { otherPrompts: 0, byIdAlone: 0, leftOut: 0 },
          letterRule: 'context',
        },
      ],
    });
    expect(entries.map((entry) => entry.chosen)).toEqual(chosen);
    expect(entries.filter(({ outcome }) => outcome === 'right')).toHaveLength(4);
    expect(entries[0]?.letterMass).toBeCloseTo(
      Math.exp(-0.5) + Math.exp(-4) + Math.exp(-5) + Math.exp(-6),
      12,
    );
    const stored = await readStoredRun(out);
    expect(stored.entries).toEqual(entries);
    expect(stored.record).toEqual(record);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('not known (imported)');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('not known (imported)');
  });

  it('finds its questions where the set was cut, in another order, and says of a part that it is one', async () => {
    const cut = [5, 3, 4].map((index, row) => Object.assign(lmEvalLine(index), { doc_id: row }));
    const { entries, report } = await imported((log) => writeLmEval(log, cut));
    expect(entries.map(({ id }) => id)).toEqual([5, 3, 4].map((index) => `mmlu/anatomy/test/${index}`));
    expect(report.summaries[0]?.subjects[0]).toMatchObject({ total: 6, scored: 3 });
  });

  it('counts shots by the prompts where nothing says how many they are', async () => {
    const three = TEST.map((_, index) => lmEvalLine(index, { shots: 3 }));
    const { record, entries } = await imported((log) => writeLmEval(log, three, null));
    expect(record.settings.shots).toBe(3);
    expect(record.model.name).toMatch(/^log-\d+$/);
    expect(entries.every(({ shotsAsked, shotsUsed }) => shotsAsked === 3 && shotsUsed === 3)).toBe(true);
  });

  it('says how many prompts are not those of the recipe', async () => {
    const { record, report } = await imported((log) => writeLmEval(log, LINES), {
      recipe: 'card-1',
      modelName: 'mine',
    });
    expect(record.model.name).toBe('mine');
    expect(record.benchmarks[0]?.imported?.otherPrompts).toBe(6);
    expect(report.summaries[0]?.notes).toEqual([
      "letters by rule 'context' instead of the recipe's 'upstream'",
      'imported from a log of lm-eval 0.4.13: the model is not hashed, and what of a prompt did not fit is not known',
      'prompts that are not those of card-1: 6',
    ]);
  });

  it('keeps questions without a number for the choice as what they are', async () => {
    const generated = LINES.map((line, index) => ({
      ...line,
      acc: undefined,
      filtered_resps: [index === 0 ? 'I do not know' : ` ${chosen[index]}.`],
    }));
    const { record, entries, report } = await imported((log) => writeLmEval(log, generated));
    expect(record.benchmarks[0]?.letterRule).toBe('generated');
    expect(entries[0]).toMatchObject({ outcome: 'failed', reason: "no letter in the model's text" });
    expect(entries[1]).toMatchObject({ chosen: 'B', scores: [], probabilities: [], margin: null });
    expect(report.summaries[0]?.diagnostics).toMatchObject({
      margins: null,
      calibration: null,
      letterMass: null,
    });
  });

  it.each<[RegExp, (log: string) => void, Partial<ImportRequest>]>([
    [
      /samples_.* line 2 asks a question \(row 1\) that is none of the 6 of mmlu\/anatomy\/test/,
      (log) => writeLmEval(log, [LINES[0] ?? {}, { ...LINES[1], doc: { question: 'How?' } }]),
      {},
    ],
    [
      /line 2 repeats mmlu\/anatomy\/test\/0 of .* line 1/,
      (log) => writeLmEval(log, [LINES[0] ?? {}, LINES[0] ?? {}]),
      {},
    ],
    [
      /line 1 has the right answer D, and mmlu\/anatomy\/test\/0 in the data has A/,
      (log) => writeLmEval(log, [{ ...LINES[0], target: '3' }]),
      {},
    ],
    [
      /line 1 counts its answer to mmlu\/anatomy\/test\/0 as wrong, and by its own scores it is right/,
      (log) => writeLmEval(log, [{ ...LINES[0], acc: 0 }]),
      {},
    ],
    [
      /line 1 has 2 scores, and mmlu\/anatomy\/test\/0 has the letters A, B, C, D/,
      (log) =>
        writeLmEval(log, [
          {
            ...LINES[0],
            filtered_resps: [
              ['-1', ''],
              ['-2', ''],
            ],
          },
        ]),
      {},
    ],
    [
      /does not say how many shots its prompts have, and none of them is a prompt of card-1: say it with --shots/,
      (log) => writeLmEval(log, LINES, null),
      { recipe: 'card-1' },
    ],
    [
      /has logs in .*one and in .*two: name the folder of one model\./,
      (log) => {
        for (const model of ['one', 'two']) writeLmEval(join(log, model), LINES);
      },
      {},
    ],
    [/has no log of a subject of an exam/, (log) => writeLmEval(join(log, 'too', 'deep'), LINES), {}],
    [/has no log of a subject of an exam/, (log) => write(join(log, 'samples_arc_easy.jsonl'), ''), {}],
    [/There is no nowhere/, () => {}, { logs: ['nowhere'] }],
  ])('is refused: %s', async (message, put, request) => {
    await expect(imported(put, request)).rejects.toThrow(message);
  });
});

describe('an import of OpenCompass', () => {
  it('by perplexity has losses, from which no probability and no margin follows', async () => {
    const { record, entries, report } = await imported(writePredictions);
    expect(record).toMatchObject({
      recipe: 'opencompass-ppl-1',
      imported: { source: 'opencompass', version: null },
      benchmarks: [{ imported: { otherPrompts: 0, byIdAlone: 0, leftOut: 0 } }],
    });
    expect(entries.map((entry) => entry.chosen)).toEqual(chosen);
    expect(entries[0]).toMatchObject({
      kind: 'loss',
      scores: [-1.5, -1.8125, -1.875, -1.9375],
      probabilities: [],
      margin: null,
      letterMass: null,
    });
    expect(report.summaries[0]?.diagnostics.margins).toBeNull();
  });

  it('is explained against another run of the same questions', async () => {
    const a = await readStoredRun((await imported((log) => writeLmEval(log, LINES))).out);
    const b = await readStoredRun((await imported(writePredictions)).out);
    const [exam] = explainRuns(a, b).exams;
    const parts = exam?.split?.parts.map(({ part, counts }) => [part, counts?.questions]);
    expect(parts).toContainEqual(['prompt', 6]);
  });

  it('differs in its letters where the same prompts were answered in words', async () => {
    const inWords = Object.fromEntries(
      TEST.map((_, index) => {
        const { 'label: A': first, gold } = perplexity(index) as {
          'label: A': { prompt: string };
          gold: string;
        };
        return [
          index,
          { origin_prompt: first.prompt.slice(0, -1), prediction: `It is ${chosen[index]}`, gold },
        ];
      }),
    );
    const a = await readStoredRun((await imported(writePredictions)).out);
    const b = await readStoredRun(
      (await imported((log) => write(join(log, 'mmlu_anatomy.json'), JSON.stringify(inWords)))).out,
    );
    const parts = explainRuns(a, b).exams[0]?.split?.parts.map(({ part, counts }) => [
      part,
      counts?.questions,
    ]);
    expect(parts).toContainEqual(['letters', 6]);
  });

  it('does not mix with lm-eval', async () => {
    const mixed = [at('mixed/mmlu_anatomy.json'), at(`mixed/${SAMPLES}`)];
    await expect(
      imported(
        () => {
          write(mixed[0] ?? '', PREDICTIONS);
          writeLmEval(at('mixed'), LINES);
        },
        { logs: mixed },
      ),
    ).rejects.toThrow('import each into a run of its own');
  });
});
