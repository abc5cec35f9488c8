import { InputError } from '../errors.ts';
import type { DataFolder, Exam } from './data-folder.ts';
import { readPins } from './verify.ts';

/** What `datasets list` says of a benchmark. */
export interface ExamListing {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly licence: string;
  readonly howToGet: string;
  /** Files and usable questions of the published data set. */
  readonly files: number;
  readonly questions: number;
  /** Where this machine has it; null where it does not. */
  readonly location: string | null;
  /** Why a copy that is there can't be opened. */
  readonly problem?: string;
}

/** Every benchmark's source, terms and size, and whether the data folder has it. No exam file is parsed. */
export async function listExams(
  exams: readonly Exam<{ readonly location: string }>[],
  folder: DataFolder,
): Promise<readonly ExamListing[]> {
  return Promise.all(
    exams.map(async (exam) => {
      const { id, title, source } = exam;
      const pins = Object.values(await readPins(id));
      const questions = pins.reduce((sum, pin) => sum + pin.questions, 0);
      const known = { id, title, ...source, files: pins.length, questions };
      try {
        return { ...known, location: (await exam.open(folder.path))?.location ?? null };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return { ...known, location: null, problem: error.message };
      }
    }),
  );
}
