import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { unpackExport } from '../backends/onnx/exported.ts';
import { commandLine } from './command-line.ts';
import { journalOf, jsonOf } from './run-files.ts';

const { cwd, run } = commandLine();
const ask = (model: string, out: string, more = ''): string =>
  `run --model ${model} --data ../datasets/samples --tasks ceval,mmlu --limit 1 --out ${out} ${more}`;

beforeAll(() => {
  unpackExport('llama-merged', cwd);
  unpackExport('gpt2-half', cwd);
});

describe('a graph that another program built, asked the sample exams', () => {
  it('is adopted once, and gives the same letters with and without reuse', async () => {
    const reused = await run(ask('llama-merged', 'reused'));
    expect(reused).toMatchObject({ code: 0 });
    expect(reused.stderr).toMatch(
      /^adopting llama-merged once, into .*cache\/models\/llama-merged-[0-9a-f]{12}\nmodel llama-merged: llama, 12,240 parameters, onnx-fp32\n/,
    );
    expect(reused.stdout).toContain('onnx-fp32');
    const whole = await run(ask('llama-merged', 'whole', '--no-reuse'));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stderr).not.toContain('adopting');
    const [a, b] = [journalOf(join(cwd, 'reused')), journalOf(join(cwd, 'whole'))];
    expect(a).toHaveLength(11 + 10);
    expect(a.map(({ id, chosen }) => [id, chosen])).toEqual(b.map(({ id, chosen }) => [id, chosen]));
    expect(jsonOf(join(cwd, 'reused'), 'run.json')).toMatchObject({ precision: 'onnx-fp32' });
  });

  it('is asked in the precision that is named', async () => {
    const graph = 'gpt2-half/onnx/model_fp16.onnx';
    const { code, stderr } = await run(ask(graph, 'half'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { precision, model } = jsonOf(join(cwd, 'half'), 'run.json') as Record<string, { name?: string }>;
    expect([precision, model?.name]).toEqual(['onnx-fp16', 'gpt2-half-model_fp16']);
  });

  it('is inspected, verified and tokenised, and not built', async () => {
    const inspected = await run('model inspect llama-merged');
    expect(inspected).toMatchObject({ code: 0, stderr: '' });
    expect(inspected.stdout).toMatch(
      /^kind +onnx\narchitecture +llama\ncan be built +it is, by another program\nparameters +12,240\n/,
    );
    const verified = await run('model verify llama-merged');
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toContain('same    decoder_model_merged.onnx\n');
    const prompt = await run(
      'prompt mmlu/sociology 0 --model llama-merged --data ../datasets/samples --json',
    );
    expect(JSON.parse(prompt.stdout)).toMatchObject({ letters: { letterIds: { A: [32], D: [35] } } });
    const built = await run('model build llama-merged --out built');
    expect(built.code).toBe(2);
    expect(built.stderr).toContain('llama-merged is an ONNX graph already, which is run as it is');
  });
});
