import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import { createGraph } from '../../../src/builder/graph/graph.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';

/** Denormal in float32: numbers from 1.2e-38 on are normal. */
export const SMALL = 1e-40;

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-denormals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with a graph: the logit of every token is the id of the last one times 1e-40. */
export function denormalGraph(): string {
  const graph = createGraph();
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'tokens'] });
  const x = graph.node('Cast', 'x', [ids], { ints: { to: 1 } });
  const column = graph.node('Unsqueeze', 'column', [x, graph.int64([2])]);
  const factors = graph.float32List('factors', new Float32Array(8).fill(SMALL));
  graph.node('Mul', 'logits', [column, factors]);
  graph.output({ name: 'logits', type: 'float32', shape: ['batch', 'tokens', 8] });
  const whole = graph.finish();
  const file = join(folder, 'denormal.onnx');
  writeFileSync(file, modelBytes(whole, layOut(whole), '', { name: 'fiveshot', version: '' }));
  return file;
}

export async function logitsOf(backend: Backend): Promise<readonly number[]> {
  const suffixes = [{ questionId: 'q', ids: [1, 3], letterIds: [[0], [7]] }];
  const groups = [{ subject: 's', kind: 'logit', prefix: [], suffixes }] as const;
  const logits: number[] = [];
  for await (const score of backend.score(groups, new AbortController().signal)) {
    if (score.status === 'scored') logits.push(...score.scores);
  }
  return logits;
}
