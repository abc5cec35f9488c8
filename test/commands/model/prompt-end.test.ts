import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildCheckpoint } from '../../../src/commands/model/build-checkpoint.ts';
import { inspectCommand } from '../../../src/commands/model/inspect.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../../builder/temp-folder.ts';
import { writeTinyChatglm } from '../../builder/tiny-chatglm.ts';
import { modelBytes, UNKNOWN } from '../../tokenizer/sentencepiece/write-model.ts';

/** A tiny ChatGLM whose config has [gMASK] at 21 and <sop> at 22, with a tokenizer that has them behind so many other pieces. */
function chatglm(others: number): string {
  const folder = join(tempFolder(), 'glm');
  writeTinyChatglm(folder);
  rmSync(join(folder, 'tokenizer.json'));
  const words = Array.from('▁ABCDEFGHIJKLMNOPQRSTUVWXYZ').slice(0, others - 1);
  const controls = ['[gMASK]', '<sop>', '<eop>'].map((text) => ({ text, type: 3 }));
  const pieces = [UNKNOWN, ...words.map((text) => ({ text, score: -1 })), ...controls];
  writeFileSync(join(folder, 'ice_text.model'), modelBytes({ modelType: 1, pieces }));
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"num_image_tokens":0}');
  return folder;
}

const FAULT =
  'By its config.json the model looks for gmask_token_id 21 and bos_token_id 22 at the end of a prompt, where its tokenizer puts [gMASK] 19 and <sop> 20; take both from one revision of the model';

async function inspected(model: string): Promise<unknown> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await inspectCommand({ model, base: undefined, json: true });
  return JSON.parse(log.mock.calls.map(([text]) => String(text)).join(''));
}

describe('a ChatGLM whose config and tokenizer end prompts', () => {
  it('alike is built', async () => {
    const checkpoint = chatglm(21);
    const { manifest } = await buildCheckpoint({ checkpoint, out: join(checkpoint, '../model') });
    expect(manifest.modelType).toBe('chatglm');
    expect(await inspected(checkpoint)).toMatchObject({ obstacle: null });
  });

  it('otherwise is refused before anything is written, and inspected as such', async () => {
    const checkpoint = chatglm(19);
    const built = buildCheckpoint({ checkpoint, out: join(checkpoint, '../model') });
    await expect(built).rejects.toThrow(InputError);
    await expect(built).rejects.toThrow(FAULT);
    expect(readdirSync(join(checkpoint, '..'))).toEqual(['glm']);
    expect(await inspected(checkpoint)).toMatchObject({ obstacle: FAULT });
  });
});
