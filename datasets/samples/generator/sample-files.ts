import type { BenchmarkId, Split } from '../../../src/records.ts';
import { csvFile } from './csv-files.ts';
import { agievalFile, gaokaoFile } from './json-files.ts';
import type { SampleChoices } from './sample-rows.ts';
import { sampleSubjects, type SampleSubject } from './subjects.ts';

/** Decides every question of the committed samples. */
export const SEED = 4;

/** To be raised with every change that makes other samples out of the same seed. */
const GENERATOR_VERSION = 1;

const SPLITS: readonly Split[] = ['dev', 'val', 'test'];

/** All committed files but this generator's: path below datasets/samples and text. */
export function sampleFiles(
  seed: number,
  redraws: Readonly<Record<string, number>>,
): ReadonlyMap<string, string> {
  const choices: SampleChoices = { seed, redraws, used: new Set() };
  const marker = {
    name: 'fiveshot samples',
    seed,
    generatorVersion: GENERATOR_VERSION,
    what:
      'Generated questions in the file formats of C-Eval, MMLU, AGIEval and GAOKAO-Bench, for trying fiveshot. ' +
      'No question is out of a real exam, and a score says nothing about what a model knows.',
  };
  return new Map([
    ['SAMPLES.json', `${JSON.stringify(marker, null, 2)}\n`],
    ...sampleSubjects.flatMap((subject) => filesOf(subject, choices)),
  ]);
}

function filesOf(subject: SampleSubject, choices: SampleChoices): readonly (readonly [string, string])[] {
  const makers: Readonly<Record<BenchmarkId, () => readonly (readonly [string, string])[]>> = {
    ceval: () => SPLITS.map((split) => csvFile(subject, split, choices)),
    mmlu: () => SPLITS.map((split) => csvFile(subject, split, choices)),
    agieval: () => [agievalFile(subject, choices)],
    gaokao: () => [gaokaoFile(subject, choices)],
  };
  return makers[subject.exam]();
}
