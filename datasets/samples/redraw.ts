/**
 * Draws again what a model answers by a hair: adds the questions of runs on the samples whose two best letters are less
 * than 0.01 apart to redraws.json, and says how many they are. Then generate.ts makes the files anew, and the runs are
 * made again, until there is none:
 *
 *   npx tsx datasets/samples/redraw.ts RUN...
 */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { readJournal } from '../../src/results/journal.ts';

/** Logits of one model differ by some 1e-4 between processors; a hundred times that never turns an answer. */
const LEAST_MARGIN = 0.01;

const file = new URL('redraws.json', import.meta.url);
const redraws = z.record(z.string(), z.int().positive()).parse(JSON.parse(await readFile(file, 'utf8')));
const near = new Set<string>();
for (const run of process.argv.slice(2)) {
  for (const { id, margin } of await readJournal(run)) {
    if (margin === null || margin < LEAST_MARGIN) near.add(id);
  }
}
for (const id of near) redraws[id] = (redraws[id] ?? 0) + 1;
const sorted = Object.entries(redraws).toSorted(([a], [b]) => (a < b ? -1 : 1));
await writeFile(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
process.stdout.write(`${near.size} questions are drawn again: ${[...near].join(' ')}\n`);
