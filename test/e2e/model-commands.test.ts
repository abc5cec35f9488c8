import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PRECISIONS } from '../../src/precision.ts';
import { commandLine } from './command-line.ts';

const root = resolve(import.meta.dirname, '../..');
const { cwd, run } = commandLine();
const data = join(root, 'datasets/samples');
const model = join(root, 'models/tiny-reader');

describe('model commands', () => {
  let prompt: { id: string; sha256: string };

  beforeAll(async () => {
    const { stdout } = await run(`prompt --all --tasks ceval/logic --data ${data}`);
    prompt = JSON.parse(stdout.split('\n')[0] ?? '') as typeof prompt;
  });

  it('inspect says what a checkpoint is and what it takes, as lines and as JSON', async () => {
    const lines = await run(`model inspect ${model}`);
    expect(lines.code).toBe(0);
    expect(lines.stdout).toMatch(/^can be built +yes$/m);
    expect(lines.stdout).toMatch(/^fp32 +10\.7 MB on disk, /m);
    const { stdout } = await run(`model inspect ${model} --json`);
    const facts = JSON.parse(stdout) as { tokens: { upstream: { tokens: { id: number }[][] } } };
    const vocabulary = (
      JSON.parse(readFileSync(join(model, 'tokenizer.json'), 'utf8')) as {
        model: { vocab: Record<string, number> };
      }
    ).model.vocab;
    expect(facts).toMatchObject({
      obstacle: null,
      tokens: { kind: 'bpe' },
      needs: PRECISIONS.map((precision) => ({ precision })),
    });
    expect(facts.tokens.upstream.tokens.map(([token]) => token?.id)).toEqual(
      ['A', 'B', 'C', 'D'].map((letter) => vocabulary[letter]),
    );
  });

  it('inspect says that no build takes a tokenizer that can not be opened, in the words of the build', async () => {
    const checkpoint = join(cwd, 'no-merges');
    cpSync(model, checkpoint, { recursive: true });
    writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
    const inspected = await run(`model inspect ${checkpoint}`);
    expect(inspected.code).toBe(0);
    const obstacle = /^can be built +(.*tokenizer\.json.*)$/m.exec(inspected.stdout)?.[1] ?? '';
    const built = await run(`model build ${checkpoint} --out ${join(cwd, 'none')}`);
    expect(built.code).toBe(2);
    expect(obstacle).not.toBe('');
    expect(built.stderr).toContain(obstacle);
  });

  it('verify --against ends with 1 where scores are not those of the reference, and names what can not be compared', async () => {
    const path = join(cwd, 'scores.jsonl');
    const line = {
      id: prompt.id,
      recipe: 'card-1',
      prompt_sha256: prompt.sha256,
      scores: [9, 0, 0, 0],
      chosen: 'A',
    };
    writeFileSync(path, JSON.stringify(line));
    const off = await run(`model verify ${model} --against ${path} --data ${data} --quiet`);
    expect(off.code).toBe(1);
    expect(off.stdout).toMatch(/^NOT within 0\.001 of the reference/m);
    expect((await run(`model verify ${model} --against ${path} --data ${data} --tolerance 1000`)).code).toBe(
      0,
    );
    const ids = [line.id, ...[7, 8, 9].map((index) => `ceval/no_such/val/${index}`)];
    writeFileSync(path, ids.map((id) => JSON.stringify({ ...line, id })).join('\n'));
    const rest = await run(`model verify ${model} --against ${path} --data ${data} --tolerance 1000`);
    expect(rest.code).toBe(1);
    expect(rest.stdout).toMatch(/^ ceval +1 +\d+\.\d{6} /m);
    expect(rest.stdout).toMatch(
      /^not compared: ceval\/no_such\/val\/7 and 2 more of its subject: Unknown subject 'no_such' of ceval/m,
    );
    expect(rest.stdout).toMatch(/^within 1000 of the reference, but 3 questions were not compared$/m);
    writeFileSync(path, JSON.stringify({ ...line, prompt_sha256: 'c'.repeat(64) }));
    const other = await run(`model verify ${model} --against ${path} --data ${data} --json`);
    expect(other.code).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({ ok: false, notCompared: [{ questionId: prompt.id }] });
  });

  it('verify --precision counts the answers that another precision changes, by exam and in all', async () => {
    const sample = `--tasks ceval/logic,mmlu/sociology --data ${data} --limit 4`;
    const coarse = await run(`model verify ${model} --precision int8 ${sample} --quiet --json`);
    expect(coarse.code).toBe(0);
    const counted = JSON.parse(coarse.stdout) as {
      all: { flips: number; questions: number };
      exams: Record<string, { flips: number; questions: number }>;
    };
    expect(counted.exams).toMatchObject({ ceval: { questions: 4 }, mmlu: { questions: 4 } });
    expect(counted.all.questions).toBe(8);
    expect(counted.all.flips).toBe(Object.values(counted.exams).reduce((sum, { flips }) => sum + flips, 0));
    const fine = await run(`model verify ${model} --precision int8x3 ${sample} --quiet`);
    expect(fine.stdout).toMatch(/^ *all +0\/8 +0\.0 to 32\.4 % +0\s*$/m);
    expect(fine.stdout).toMatch(/^accuracy in int8x3 is within 32\.4 points of that in fp32/m);
  });

  it.each([
    ['--limit 3', /--limit needs --against/],
    ['--tasks ceval', /--tasks needs --precision/],
    ['--precision int8', /--precision needs --tasks/],
    [
      '--precision int8 --tasks ceval --against x.jsonl',
      /--against compares with a file, --precision with fp32/,
    ],
    [`--against none.jsonl --data ${data}`, /There is no file none\.jsonl/],
    [`--against none.jsonl --data ${data} --tolerance x`, /--tolerance is not a number/],
  ])('verify %s is refused with one sentence', async (flags, message) => {
    const { code, stderr } = await run(`model verify ${model} ${flags}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
