/**
 * Writes the sample exams beside this file, the same bytes every time:
 *
 *   npx tsx datasets/samples/generate.ts
 *
 * With --train it writes prompts to train a model on instead, one JSON object a line (generator/training-prompts.ts):
 *
 *   npx tsx datasets/samples/generate.ts --train 200000 --seed 7 --out FILE [--shots 5]
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sampleFiles, SEED } from './generator/sample-files.ts';
import { trainingPrompts, type TrainingChoices } from './generator/training-prompts.ts';

const TEXT = { type: 'string' } as const;
const { values } = parseArgs({ options: { train: TEXT, seed: TEXT, out: TEXT, shots: TEXT } });

if (values.train === undefined) await writeSamples();
else await writePrompts(z.string().parse(values.out), trainingChoices());

async function writeSamples(): Promise<void> {
  const redraws = z
    .record(z.string(), z.int().positive())
    .parse(JSON.parse(await readFile(new URL('redraws.json', import.meta.url), 'utf8')));
  for (const exam of ['ceval', 'mmlu', 'agieval', 'gaokao-bench']) {
    await rm(new URL(exam, import.meta.url), { recursive: true, force: true });
  }
  for (const [name, text] of sampleFiles(SEED, redraws)) {
    const file = new URL(name, import.meta.url);
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, text);
  }
}

function trainingChoices(): TrainingChoices {
  const number = z.coerce.number().int().nonnegative();
  return {
    count: number.parse(values.train),
    seed: number.parse(values.seed ?? 1),
    shots: number.parse(values.shots ?? 5),
  };
}

async function writePrompts(out: string, choices: TrainingChoices): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  await pipeline(Readable.from(promptLines(choices)), createWriteStream(out));
}

function* promptLines(choices: TrainingChoices): Generator<string> {
  for (const prompt of trainingPrompts(choices)) yield `${JSON.stringify(prompt)}\n`;
}
