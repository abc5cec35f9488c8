import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { InputError } from '../../../src/errors.ts';
import type { Score, TokenGroup } from '../../../src/records.ts';
import { backendContract } from '../contract.ts';
import { tinyModel } from './tiny-model.ts';

const folder = await tinyModel('llama-gqa-tied');
const options = { file: folder.graphPath, contextLength: folder.manifest.contextLength };

backendContract('copies of an onnx model', async () => ({
  backend: await openInThread({ ...options, replicaThreads: [2, 1] }),
  vocabularySize: folder.manifest.vocabSize,
  tolerance: 1e-4,
  packs: true,
}));

function ids(own: number, length: number): number[] {
  return Array.from({ length }, (_, place) => 3 + ((own * 31 + place * place) % 140));
}

/** A subject of questions that run together. */
function subject(seed: number): TokenGroup {
  const suffixes = Array.from({ length: 9 }, (_, index) => ({
    questionId: `q${seed}-${index}`,
    ids: ids(7 * seed + index, 20 + 3 * index),
    letterIds: [[3], [77], [140], [12]],
  }));
  return { subject: `s${seed}`, kind: 'logit', prefix: ids(seed, 60), suffixes };
}

const never = new AbortController().signal;

async function collect(scores: AsyncIterable<Score>): Promise<Score[]> {
  const all: Score[] = [];
  for await (const score of scores) all.push({ ...score, milliseconds: 0 });
  return all;
}

it('copies give the scores of one model to the last bit, whatever they are asked at once, and whatever their threads', async () => {
  const subjects = [1, 2, 3, 4, 5].map(subject);
  const one = await openInThread({ ...options, threads: 1 });
  const alone: Score[][] = [];
  for (const each of subjects) alone.push(await collect(one.score([each], never)));
  await one.close();
  expect(alone.flat().filter(({ status }) => status === 'scored')).toHaveLength(45);
  const copies = await openInThread({ ...options, replicaThreads: [1, 2, 3] });
  expect(copies.replicas).toBe(3);
  expect(await Promise.all(subjects.map((each) => collect(copies.score([each], never))))).toEqual(alone);
  await copies.close();
});

it('a graph that no copy can load is the sentence that it is for one', async () => {
  const file = join(folder.path, 'broken-in-copies.onnx');
  writeFileSync(file, 'not a graph');
  const [one, copies] = [{ threads: 1 }, { replicaThreads: [1, 1] }].map((how) =>
    openInThread({ ...options, ...how, file }).catch((error: unknown) => error),
  );
  expect(await copies).toBeInstanceOf(InputError);
  expect(await copies).toEqual(await one);
});
