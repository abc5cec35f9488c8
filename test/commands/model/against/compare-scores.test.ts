import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../../../src/benchmarks/index.ts';
import { firstOfEachSubject } from '../../../../src/commands/model/against/asks.ts';
import { within } from '../../../../src/commands/model/against/command.ts';
import { compareScores } from '../../../../src/commands/model/against/compare-scores.ts';
import type { ReferenceScore } from '../../../../src/commands/model/against/read-references.ts';
import { buildCheckpoint } from '../../../../src/commands/model/build-checkpoint.ts';
import { openExams } from '../../../../src/commands/open-exams.ts';
import { type LocalModel, openModel } from '../../../../src/commands/run/model.ts';
import { parseTasks } from '../../../../src/config/tasks.ts';
import { InputError } from '../../../../src/errors.ts';
import { sha256 } from '../../../../src/fingerprint.ts';
import { findRecipe } from '../../../../src/recipes/index.ts';
import { openDecoder } from '../../../builder/decoder-session.ts';

const root = resolve(import.meta.dirname, '../../../..');
const data = join(root, 'datasets/samples');
const folder = mkdtempSync(join(tmpdir(), 'fiveshot-against-'));
let model: LocalModel;
let references: readonly ReferenceScore[];

/** Three questions of each of two subjects, each prompt run in one piece through the graph's documented inputs. */
async function madeReferences(): Promise<readonly ReferenceScore[]> {
  const tasks = ['ceval/logic', 'mmlu/sociology'];
  const subjects = await openExams({
    tasks: parseTasks(tasks, benchmarks),
    data: { flag: data },
    recipe: findRecipe('card-1'),
    split: undefined,
    shots: undefined,
  });
  const decoder = await openDecoder(model.folder);
  const made: ReferenceScore[] = [];
  for (const { prompts } of subjects) {
    for (const exam of prompts.slice(0, 3)) {
      const { text } = exam.render(5);
      const ids = model.tokenizer.encode(text);
      const letterIds = ['A', 'B', 'C', 'D'].map((letter) => model.tokenizer.encode(letter).at(-1) ?? -1);
      const { logits } = await decoder.step({ rows: [ids] });
      const scores = letterIds.map((id) => logits[0]?.[id] ?? Number.NaN);
      made.push({
        questionId: exam.question.id,
        recipe: 'card-1',
        promptSha256: sha256(text),
        tokens: ids.length,
        idsSha256: sha256(ids.join(',')),
        letters: 'upstream',
        letterIds,
        scores,
        chosen: 'ABCD'[scores.indexOf(Math.max(...scores))] ?? '',
      });
    }
  }
  await decoder.release();
  return made;
}

beforeAll(async () => {
  const built = await buildCheckpoint({
    checkpoint: join(root, 'models/tiny-reader'),
    out: join(folder, 'model'),
  });
  model = await openModel(built, 'tiny-reader');
  references = await madeReferences();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function changed(index: number, change: (one: ReferenceScore) => Partial<ReferenceScore>): ReferenceScore[] {
  return references.map((one, at) => (at === index ? { ...one, ...change(one) } : one));
}

describe('scores against a reference', () => {
  it('agree where the reference is of the same model, exam by exam', async () => {
    const seen: string[] = [];
    const compared = await compareScores({
      model,
      data,
      references,
      onQuestion: (subject) => void seen.push(subject),
    });
    expect([...compared.exams.keys()]).toEqual(['ceval', 'mmlu']);
    for (const agreement of compared.exams.values())
      expect(agreement).toMatchObject({ questions: 3, changed: 0, changedClearly: 0 });
    expect(within(compared, 1e-4)).toBe(true);
    expect(seen.toSorted()).toEqual([
      ...Array<string>(3).fill('ceval/logic'),
      ...Array<string>(3).fill('mmlu/sociology'),
    ]);
  });

  it('that differ are told, and their answers', async () => {
    const off = changed(4, ({ scores }) => ({
      scores: scores.map((one, at) => one + (at === 2 ? 50 : 0)),
      chosen: 'C',
    }));
    const compared = await compareScores({ model, data, references: off });
    expect(compared.exams.get('ceval')).toMatchObject({ changed: 0 });
    expect(compared.exams.get('mmlu')?.difference).toBeCloseTo(50, 3);
    expect(compared.exams.get('mmlu')?.questions).toBe(3);
    expect(within(compared, 1e-3)).toBe(false);
    expect(within(compared, 51)).toBe(true);
  });

  it.each<[string, Partial<ReferenceScore>, RegExp]>([
    ['another prompt', { promptSha256: 'a'.repeat(64) }, /^another prompt: [0-9a-f]{64} here, a{64} in the/],
    ['another number of tokens', { tokens: 1 }, /^other token ids: \d+ tokens here, 1 in the reference/],
    ['other token ids', { idsSha256: 'b'.repeat(64) }, /^other token ids: [0-9a-f]{64} here, b{64} in the/],
    [
      'other letter ids',
      { letterIds: [1, 2, 3, 4] },
      /^other letter ids: .* here, 1, 2, 3, 4 in the reference/,
    ],
    ['a question that is not there', { questionId: 'ceval/logic/val/999' }, /^the data has no such question/],
  ])('of %s are named and not compared', async (_, change, reason) => {
    const compared = await compareScores({ model, data, references: changed(1, () => change) });
    expect(compared.notCompared).toHaveLength(1);
    expect(compared.notCompared[0]?.questionId).toBe(change.questionId ?? references[1]?.questionId);
    expect(compared.notCompared[0]?.reason).toMatch(reason);
    expect(compared.exams.get('ceval')?.questions).toBe(2);
    expect(within(compared, 1)).toBe(false);
  });

  it.each([
    [
      'ceval/logik',
      "Unknown subject 'logik' of ceval: 'fiveshot tasks ceval' lists its 52 subjects. Did you mean 'logic'?",
    ],
    [
      'seval/logic',
      "Unknown task 'seval/logic': the exams are ceval, gaokao, agieval, mmlu. Did you mean 'ceval'?",
    ],
    // The samples have four subjects of C-Eval.
    ['ceval/law', /law/],
  ])('of a subject %s that is not there keep no other from being compared', async (subject, reason) => {
    const [first, second] = references;
    if (first === undefined || second === undefined) throw new Error('two references were made');
    const unknown = [
      { ...first, questionId: `${subject}/val/0` },
      { ...second, questionId: `${subject}/val/1` },
    ];
    const compared = await compareScores({ model, data, references: [...unknown, ...references] });
    expect(compared.notCompared).toEqual(
      unknown.map(({ questionId }) => ({
        questionId,
        reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
      })),
    );
    expect([...compared.exams].map(([exam, { questions }]) => [exam, questions])).toEqual([
      ['ceval', 3],
      ['mmlu', 3],
    ]);
    expect(within(compared, 1)).toBe(false);
  });

  it('are refused where no subject can be read', async () => {
    await expect(compareScores({ model, data: join(folder, 'none'), references })).rejects.toThrow(
      InputError,
    );
  });

  it('are limited to the first of each subject', () => {
    expect(firstOfEachSubject(references, 1)).toEqual([references[0], references[3]]);
  });
});
