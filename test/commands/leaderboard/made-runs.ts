import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPins } from '../../../src/datasets/verify.ts';
import type { JournalEntry } from '../../../src/records.ts';
import type { RunRecord } from '../../../src/results/run-record.ts';
import { entryOf, runRecordOf } from '../../results/records.ts';

const pins = await readPins('gaokao');

/** What GAOKAO-Bench's published files leave to score: each file's questions less its five shots. */
export const GAOKAO = Object.entries(pins).map(([key, { questions }]) => ({
  subject: key.replace('/test', ''),
  split: 'test' as const,
  total: questions - 5,
}));

interface MadeRun {
  readonly id?: string;
  readonly model?: string;
  readonly shots?: number;
  readonly samples?: readonly string[];
  readonly subjects?: RunRecord['benchmarks'][number]['subjects'];
  /** Other data than the published files. */
  readonly otherData?: boolean;
  /** Changes to an entry, or null to leave its question out; every answer is right where nothing is changed. */
  readonly entry?: (subject: string, index: number) => Partial<JournalEntry> | null;
}

/** Writes a run folder with a record and a journal over GAOKAO-Bench; returns the folder. */
export async function writeMadeRun(
  folder: string,
  { id = 'abcdefabcdef', model = 'made', shots = 5, subjects = GAOKAO, entry = () => ({}), ...rest }: MadeRun,
): Promise<string> {
  const files = Object.values(pins).map(({ name, sha256 }) => ({
    name,
    sha256: rest.otherData === true ? '9'.repeat(64) : sha256,
  }));
  const base = runRecordOf();
  const record = runRecordOf({
    id,
    model: { ...base.model, name: model },
    settings: { ...base.settings, shots },
    benchmarks: [
      {
        benchmark: 'gaokao',
        subjects,
        ...(rest.samples === undefined ? {} : { samples: rest.samples }),
        files,
        letterRule: 'upstream',
        letterIds: {},
      },
    ],
  });
  const lines = subjects.flatMap(({ subject, total }) =>
    Array.from({ length: total }, (_, index) => {
      const changes = entry(subject, index);
      const own = { id: `gaokao/${subject}/test/${index}` };
      return changes === null ? '' : `${JSON.stringify(entryOf(index, { ...own, ...changes }))}\n`;
    }),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'run.json'), JSON.stringify(record));
  await writeFile(join(folder, 'journal.jsonl'), lines.join(''));
  return folder;
}

/** A wrong answer. */
export const WRONG: Partial<JournalEntry> = { chosen: 'A', outcome: 'wrong' };

/** A question that could not be scored. */
export const FAILED: Partial<JournalEntry> = {
  chosen: null,
  outcome: 'failed',
  scores: [],
  probabilities: [],
  letterMass: null,
  margin: null,
  reason: 'made to fail',
};
