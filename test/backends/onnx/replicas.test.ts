import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { openReplicas } from '../../../src/backends/onnx/replicas.ts';
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

/** The threads that are started while something is done; of `openReplicas` itself, this thread is the one that starts them. */
async function threadsOf<Value>(work: () => Promise<Value>): Promise<readonly [Value, readonly Worker[]]> {
  const threads: Worker[] = [];
  const note = (thread: Worker): void => void threads.push(thread);
  process.on('worker', note);
  try {
    return [await work(), threads];
  } finally {
    process.off('worker', note);
  }
}

it("requests side by side are each another copy's: where one ends, the others go on", async () => {
  const [copies, threads] = await threadsOf(() => openReplicas(options, [1, 1, 1]));
  expect(threads).toHaveLength(3);
  const asked = [1, 2, 3].map((seed) => collect(copies.score([subject(seed)], never)));
  await threads[1]?.terminate();
  const ends = await Promise.allSettled(asked);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await copies.close();
});

it('where one copy of several can not be opened, none is left open', async () => {
  const [error, threads] = await threadsOf(() =>
    openReplicas(options, [1, -1, 1]).catch((fault: unknown) => fault),
  );
  expect(error).toBeInstanceOf(InputError);
  // A thread that has ended has no number.
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1, -1]);
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
