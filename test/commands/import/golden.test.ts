import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importLogs } from '../../../src/commands/import/import-logs.ts';
import { write } from './made-logs.ts';

const reference = process.env['FIVESHOT_REFERENCE'];

/** A line of the reference scores, see the README beside them. */
interface Reference {
  readonly id: string;
  readonly prompt_sha256: string;
  readonly scores: readonly number[];
  readonly log_sum_exp: number;
  readonly chosen: string;
  readonly gold: string;
}

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-import-golden-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!reference)('scores of transformers as a log of lm-eval (needs FIVESHOT_REFERENCE)', () => {
  it.each(['smollm2', 'qwen'])('have the same choices, prompts and masses: %s', async (name) => {
    const lines = readFileSync(join(reference ?? '', `golden/scores/${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Reference);
    const files = new Map<string, string>();
    for (const one of lines) {
      const task = one.id.split('/').slice(0, 2).join('_').replaceAll(/\W+/g, '_');
      files.set(task, `${files.get(task) ?? ''}${JSON.stringify(sample(one))}\n`);
    }
    for (const [task, text] of files) write(join(folder, name, `samples_${task}.jsonl`), text);
    const { entries, record } = await importLogs({
      logs: [join(folder, name)],
      data: join(reference ?? '', 'datasets'),
      out: join(folder, `${name}-run`),
      recipe: 'card-1',
    });
    const found = new Map(entries.map((entry) => [entry.id, entry]));
    expect(found.size).toBe(lines.length);
    for (const { id, chosen, gold, scores, log_sum_exp } of lines) {
      expect(found.get(id)).toMatchObject({ chosen, gold });
      const mass = scores.reduce((sum, score) => sum + Math.exp(score - log_sum_exp), 0);
      expect(found.get(id)?.letterMass).toBeCloseTo(mass, 9);
    }
    const counts = record.benchmarks.map(({ imported }) => imported);
    expect(counts).toEqual(counts.map(() => ({ otherPrompts: 0, byIdAlone: 0, leftOut: 0 })));
  });
});

function sample({ id, prompt_sha256, scores, log_sum_exp, gold }: Reference): object {
  return {
    doc_id: Number(id.split('/').at(-1)),
    doc: { id },
    target: String('ABCD'.indexOf(gold)),
    arguments: {},
    filtered_resps: scores.map((score) => [String(score - log_sum_exp), 'None']),
    prompt_hash: prompt_sha256,
  };
}
