/**
 * Writes datasets/{benchmark}/files.json: path, SHA-256 and number of usable questions of every exam file that
 * fiveshot reads, and no text. Run it on copies that are known to be as published:
 *
 *   npx tsx datasets/pin.ts DATA_FOLDER
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { benchmarks } from '../src/benchmarks/index.ts';
import { openBenchmark } from '../src/datasets/data-folder.ts';
import { pinCopy } from '../src/datasets/verify.ts';

const path = resolve(process.argv[2] ?? '.');
for (const benchmark of benchmarks) {
  const data = await openBenchmark(benchmark, { path, chosenBy: 'the command line' });
  const pins = await pinCopy(
    data,
    benchmark.subjects.map(({ id }) => id),
  );
  const lines = Object.entries(pins).map(([key, pin]) => `  ${JSON.stringify(key)}: ${JSON.stringify(pin)}`);
  await writeFile(new URL(`${benchmark.id}/files.json`, import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
}
