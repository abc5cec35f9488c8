import { fileURLToPath } from 'node:url';
import type { ExamData } from '../../benchmarks/benchmark.ts';
import { type DataFolder, openBenchmark, resolveDataFolder } from '../../datasets/data-folder.ts';
import { InputError } from '../../errors.ts';
import type { JournalEntry, Split } from '../../records.ts';
import { findRecipe } from '../../recipes/index.ts';
import type { RunRecord } from '../../results/run-record.ts';
import type { FoundTexts, MissingTexts } from '../../viewer/answers.ts';
import type { FindTexts } from '../../viewer/api.ts';
import { coveredExam } from '../covered-exam.ts';
import { loadExam, type SubjectRun } from '../exams.ts';

/** The sample exams that come with fiveshot. */
const SAMPLES = fileURLToPath(new URL('../../../datasets/samples', import.meta.url));

/** An exam's data, opened, and one subject of it with the prompts that a run asked. */
interface Loaded {
  readonly data: ExamData;
  readonly subject: SubjectRun;
}

interface Asked {
  readonly record: RunRecord;
  readonly covered: RunRecord['benchmarks'][number];
  readonly entry: JournalEntry;
  readonly subject: string;
  readonly split: Split;
}

/**
 * Renders a question's texts from the data, as `fiveshot prompt` does, with the run's recipe and as many shots as were
 * asked. What was read is kept; what could not be read is tried again, since the data may be put there meanwhile.
 */
export function textFinder(data: string | undefined): FindTexts {
  const kept = new Map<string, Promise<Loaded>>();
  const opened = new Map<string, Promise<ExamData>>();
  const load = (asked: Asked): Promise<Loaded> => {
    const folder = dataFolder(data, asked.covered);
    const { benchmark } = asked.covered;
    const exam = keep(opened, `${benchmark} ${folder.path}`, () =>
      openBenchmark(coveredExam(asked.record, asked.covered).benchmark, folder),
    );
    const key = [
      folder.path,
      benchmark,
      asked.subject,
      asked.split,
      asked.record.recipe,
      asked.entry.shotsAsked,
    ];
    return keep(kept, JSON.stringify(key), async () => loadSubject(asked, await exam));
  };
  return async ({ record }, entry) => {
    const asked = askedOf(record, entry);
    try {
      return textsOf(asked, await load(asked));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return missing(error.message, asked);
    }
  };
}

function keep<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

function askedOf(record: RunRecord, entry: JournalEntry): Asked {
  const [exam, subject = ''] = entry.id.split('/');
  const covered = record.benchmarks.find(({ benchmark }) => benchmark === exam);
  const split = covered?.subjects.find((one) => one.subject === subject)?.split;
  if (covered === undefined || split === undefined) {
    throw new RangeError(`${entry.id} was let into the viewer and is not of run ${record.id}`);
  }
  return { record, covered, entry, subject, split };
}

/** Where `run` and `prompt` look; for a run on samples without `--data`, the samples that come with fiveshot. */
function dataFolder(data: string | undefined, { samples }: Asked['covered']): DataFolder {
  if (samples !== undefined && data === undefined) {
    return { path: SAMPLES, chosenBy: 'the run, which is of sample exams' };
  }
  return resolveDataFolder({ flag: data, env: process.env, cwd: process.cwd() });
}

async function loadSubject(
  { record, covered, subject, split, entry }: Asked,
  data: ExamData,
): Promise<Loaded> {
  const { benchmark } = coveredExam(record, covered);
  const [loaded] = await loadExam({ benchmark, subjects: [subject], whole: false }, data, {
    recipe: findRecipe(record.recipe),
    split,
    shots: entry.shotsAsked,
  });
  if (loaded === undefined) throw new InputError(`${data.location} has no question of ${subject}.`);
  return { data, subject: loaded };
}

function textsOf(asked: Asked, { data, subject }: Loaded): FoundTexts | MissingTexts {
  const { entry } = asked;
  const exam = subject.prompts.find(({ question }) => question.id === entry.id);
  if (exam === undefined) {
    return missing(`${data.location} has no question ${entry.id}: it is not the data of the run.`, asked);
  }
  const prompt = exam.render(Math.min(entry.shotsUsed, exam.shotIds.length));
  const { passage, stem, options } = exam.question;
  const asAsked = prompt.sha256 === entry.promptSha256;
  return {
    found: true,
    passage,
    stem,
    options,
    prompt: prompt.text,
    shotIds: prompt.shotIds,
    asAsked,
    warnings: [
      ...changedFiles(asked.covered, subject, data),
      ...(asAsked ? [] : ['This is not the text that was asked: its hash is not the one in the journal.']),
      ...(entry.tokensCut === 0
        ? []
        : [`The model was not shown the first ${entry.tokensCut} tokens of the prompt, which was too long.`]),
    ],
    location: data.location,
  };
}

function changedFiles(
  { files }: Asked['covered'],
  { sources }: SubjectRun,
  data: ExamData,
): readonly string[] {
  return sources
    .filter(({ name, sha256 }) => files.find((one) => one.name === name)?.sha256 !== sha256)
    .map(({ name }) => `${name} in ${data.location} is not the file that the run read: its hash is another.`);
}

function missing(why: string, { record, entry, subject, split, covered }: Asked): MissingTexts {
  const row = entry.id.split('/').at(-1);
  const splitFlag = split === 'dev' ? '' : ` --split ${split}`;
  return {
    found: false,
    why,
    command: `fiveshot prompt ${covered.benchmark}/${subject} ${row} --recipe ${record.recipe}${splitFlag} --shots ${entry.shotsAsked} --data EXAMS`,
  };
}
