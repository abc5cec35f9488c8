/**
 * `npm run accept`: runs the quick start and stores its answers as those that the tests expect, after a change that is
 * meant to alter them. Prints what is different from now on.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/commands/run/library-run.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { readJournal } from '../../src/results/journal.ts';
import { answersOf, differences, quickstartAnswers } from './quickstart-answers.ts';

const file = new URL('../golden/quickstart.json', import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'fiveshot-accept-'));
const config = await readConfigFile(fileURLToPath(new URL('../../configs/quickstart.yaml', import.meta.url)));
try {
  await run({ ...config, out: folder });
  const found = answersOf(await readJournal(folder));
  const stored = await readFile(file, 'utf8').then(
    (text) => quickstartAnswers.parse(JSON.parse(text)),
    () => ({ verdictsSha256: '', subjects: {} }),
  );
  for (const line of differences(stored, found)) process.stdout.write(`${line}\n`);
  await writeFile(file, `${JSON.stringify(found, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
