import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { buildModel } from '../../../src/builder/build.ts';
import { openDecoder } from '../../builder/decoder-session.ts';
import { TINY_CHATGLM, writeTinyChatglm } from '../../builder/tiny-chatglm.ts';
import { backendContract } from '../contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-whole-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeTinyChatglm(join(folder, 'checkpoint'));
const model = await buildModel({ checkpoint: join(folder, 'checkpoint'), out: join(folder, 'model') });
const { contextLength, vocabSize } = model.manifest;
const open = () => openOnnxBackend({ file: model.graphPath, contextLength, threads: 1 });

backendContract('onnx with a graph of whole sequences', async () => ({
  backend: await open(),
  vocabularySize: vocabSize,
  tolerance: 0,
  sharesPrefixes: false,
}));

describe('a graph of whole sequences', () => {
  it('is said to be one by its manifest', () => {
    expect(model.manifest.prefixReuse).toBe(false);
  });

  it('runs a prompt of more than one chunk in one pass', async () => {
    const ids = Array.from({ length: 700 }, (_, index) => index % 20);
    ids.push(TINY_CHATGLM.gmask_token_id, TINY_CHATGLM.bos_token_id);
    const decoder = await openDecoder(model);
    const { logits } = await decoder.step({ rows: [ids] });
    const backend = await open();
    const suffixes = [{ questionId: 'q', ids, letterIds: [[3], [4]] }];
    const group = { subject: 's', kind: 'logit', prefix: [], suffixes } as const;
    for await (const score of backend.score([group], new AbortController().signal)) {
      expect(score).toMatchObject({ status: 'scored', scores: [logits[0]?.[3], logits[0]?.[4]] });
    }
    await Promise.all([backend.close(), decoder.release()]);
  });
});
