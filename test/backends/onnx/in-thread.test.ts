import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { openInThread } from '../../../src/backends/onnx/in-thread.ts';
import { startModelThread } from '../../../src/backends/onnx/model-thread.ts';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { InputError } from '../../../src/errors.ts';
import type { Score, TokenGroup } from '../../../src/records.ts';
import { backendContract } from '../contract.ts';
import { tinyModel } from './tiny-model.ts';

const folder = await tinyModel('llama-gqa-tied');
const options = { file: folder.graphPath, contextLength: folder.manifest.contextLength, threads: 1 };

const first = await openInThread(options);
afterAll(() => first.close());

backendContract('onnx in a thread', async () => ({
  backend: await openInThread(options),
  vocabularySize: folder.manifest.vocabSize,
  tolerance: 1e-4,
  packs: true,
}));

/** A group of questions that are each a pack of their own. */
function group(questions: number, tokens = 200): TokenGroup {
  const ids = (seed: number) => Array.from({ length: tokens }, (_, place) => 3 + ((seed * 31 + place) % 140));
  const suffixes = Array.from({ length: questions }, (_, index) => ({
    questionId: `q${index}`,
    ids: ids(index),
    letterIds: [[3], [77], [140], [12]],
  }));
  return { subject: 's', kind: 'logprob', prefix: ids(40).slice(0, 20), suffixes };
}

async function collect(scores: AsyncIterable<Score>, onScore = (): void => {}): Promise<Score[]> {
  const all: Score[] = [];
  for await (const score of scores) {
    all.push(score);
    onScore();
  }
  return all;
}

function untimed(scores: readonly Score[]) {
  return scores.map((score) => ({ ...score, milliseconds: 0 }));
}

const never = new AbortController().signal;

describe('a thread of its own', () => {
  it('gives the scores of the calling thread', async () => {
    const here = await openOnnxBackend(options);
    const [own, its] = [here, first].map((backend) => collect(backend.score([group(3, 30)], never)));
    // To the last bit: a masked token's probability is a denormal number, far below the last digit of the sum that it is part of.
    expect(untimed((await its) ?? [])).toEqual(untimed((await own) ?? []));
    expect(await own).toHaveLength(3);
    await here.close();
  });

  it('stops on a signal, and says each score once that it has computed', async () => {
    const aborting = new AbortController();
    const asked = group(400);
    const stopped = await collect(first.score([asked], aborting.signal), () => aborting.abort());
    expect(stopped.length).toBeLessThan(400);
    const ids = stopped.map(({ questionId }) => questionId);
    expect(ids).toEqual(asked.suffixes.slice(0, ids.length).map(({ questionId }) => questionId));
    expect(await collect(first.score([group(2)], never))).toHaveLength(2);
  });

  it('stops where its scores are read no further, and closes at once', async () => {
    const backend = await openInThread(options);
    for await (const score of backend.score([group(400)], never)) {
      expect(score.questionId).toBe('q0');
      break;
    }
    await backend.close();
  });

  it('scores two requests at once, each with its own scores', async () => {
    const [a, b] = [group(3, 30), group(4, 40)];
    const together = await Promise.all([a, b].map((one) => collect(first.score([one], never))));
    expect(together.map((scores) => scores.map(({ questionId }) => questionId))).toEqual(
      [a, b].map(({ suffixes }) => suffixes.map(({ questionId }) => questionId)),
    );
  });
});

it('a process that ends while its thread computes ends as it was told to', () => {
  const file = join(import.meta.dirname, 'exit-process.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, options.file]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 7, stderr: '' });
});

it('a process ends by itself once its models are closed, and not before', () => {
  const file = join(import.meta.dirname, 'closing-process.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, options.file]);
  expect({ status, stdout: stdout.toString(), stderr: stderr.toString() }).toEqual({
    status: 0,
    stdout: 'open\nclosed\n',
    stderr: '',
  });
});

describe('what goes wrong in a thread', () => {
  it('while the graph is loaded, is the sentence that it would be without one', async () => {
    const file = join(folder.path, 'broken-in-thread.onnx');
    writeFileSync(file, 'not a graph');
    const here = openOnnxBackend({ ...options, file }).catch((error: unknown) => error);
    const there = openInThread({ ...options, file }).catch((error: unknown) => error);
    expect(await there).toBeInstanceOf(InputError);
    expect(await there).toEqual(await here);
  });

  it('while it scores, is an error of the same kind', async () => {
    const outside = { ...group(1), prefix: [1e6] };
    const scores = collect(first.score([outside], never));
    await expect(scores).rejects.toThrow(InputError);
    await expect(scores).rejects.toThrow(/ONNX Runtime failed on the 1 shared tokens of s /);
    // No question of a user makes this one: it stays a fault of fiveshot.
    const broken = { ...group(1), suffixes: [null] } as unknown as TokenGroup;
    await expect(collect(first.score([broken], never))).rejects.toThrow(TypeError);
    expect(await collect(first.score([group(1)], never))).toHaveLength(1);
  });

  it('is told where the thread ends while it is waited for, and by all calls after that', async () => {
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
    const own = startModelThread();
    const thread = await started;
    const backend = await own.open(options);
    const ending = thread.terminate();
    const scores = collect(backend.score([group(1)], never));
    await expect(scores).rejects.toThrow(/The thread that runs the model has ended \(exit code 1\)/);
    await ending;
    await expect(collect(backend.score([group(1)], never))).rejects.toThrow(/has ended/);
    await expect(own.open(options)).rejects.toThrow(/has ended/);
    await backend.close();
  });

  it('as a model that is asked after it was closed, is told too', async () => {
    const backend = await openInThread(options);
    await backend.close();
    await expect(collect(backend.score([group(1)], never))).rejects.toThrow('The model is closed.');
    expect(await collect(first.score([group(1)], never))).toHaveLength(1);
  });

  it.each(['opening', 'scoring'])(
    'and ends the thread in %s, is told, and leaves another thread to later models',
    (stage) => {
      const file = join(import.meta.dirname, 'ending-process.ts');
      const args = ['--import', 'tsx', file, options.file, stage];
      const { status, stdout, stderr } = spawnSync(process.execPath, args);
      expect({ status, stdout: stdout.toString(), stderr: stderr.toString() }).toEqual({
        status: 0,
        stdout: 'The thread that runs the model has ended\n400\n',
        stderr: '',
      });
    },
  );
});
