import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { builtModel } from '../../../src/commands/model/model-cache.ts';
import { type FixedScore, scoreFixed } from '../../../src/commands/model/score-fixed.ts';
import { openModel } from '../../../src/commands/run/model.ts';
import { unpackExport } from '../../backends/onnx/exported.ts';
import { tempFolder } from '../../builder/temp-folder.ts';

/** An export with its tokenizer of bytes. */
async function scoresOf(name: string, graph = ''): Promise<readonly FixedScore[]> {
  const root = tempFolder();
  vi.stubEnv('FIVESHOT_CACHE', join(root, 'cache'));
  const folder = await builtModel(join(unpackExport(name, root), graph));
  return scoreFixed(await openModel(folder, name), 1);
}

describe('the fixed prompts of model verify', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are scored as far as the context reaches', async () => {
    const scores = await scoresOf('gpt2-half', 'onnx/model_fp16.onnx');
    expect(scores.map(({ logits, fault }) => [logits.length, fault])).toEqual([
      [4, null],
      [0, "it has 153 tokens with its letter, and the model's context 128"],
      [0, "it has 149 tokens with its letter, and the model's context 128"],
    ]);
  });

  it('are not scored where one of their tokens has no row in the output matrix', async () => {
    const [first] = await scoresOf('genai-int4');
    expect(first).toMatchObject({
      logits: [],
      fault: 'the token 220 "Ġ" has no row in the model\'s output matrix of 96',
    });
  });
});
