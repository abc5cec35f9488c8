import type { BenchmarkId, Split } from '../../../src/records.ts';
import type { FamilyName } from './families/index.ts';
import type { Language } from './family.ts';

/** A subject (task, file) of the sample exams and the kinds of questions that it asks, in turn. */
export interface SampleSubject {
  readonly exam: BenchmarkId;
  readonly subject: string;
  readonly language: Language;
  readonly families: readonly FamilyName[];
  /** How many usable questions each split has. */
  readonly rows: Readonly<Partial<Record<Split, number>>>;
}

type FamiliesBySubject = Readonly<Record<string, readonly FamilyName[]>>;

const CEVAL: FamiliesBySubject = {
  advanced_mathematics: ['sequences', 'arithmetic', 'largest'],
  probability_and_statistics: ['people', 'largest', 'arithmetic'],
  high_school_physics: ['sizes', 'weights', 'units'],
  college_programming: ['rules', 'codes', 'trueFalse'],
  high_school_geography: ['maps', 'capitals', 'journeys'],
  business_administration: ['prices', 'costs', 'storySums'],
  logic: ['chains', 'rules', 'trueFalse'],
  chinese_language_and_literature: ['opposites', 'translations', 'oddOneOut'],
  accountant: ['storySums', 'prices', 'arithmetic'],
  civil_servant: ['calendar', 'oddOneOut', 'belongings'],
  sports_science: ['people', 'belongings', 'journeys'],
};

const MMLU: FamiliesBySubject = {
  formal_logic: ['trueFalse', 'chains', 'rules'],
  philosophy: ['opposites', 'rules', 'belongings'],
  high_school_geography: ['maps', 'capitals', 'journeys'],
  sociology: ['belongings', 'people', 'journeys'],
  elementary_mathematics: ['arithmetic', 'sequences', 'largest'],
  high_school_computer_science: ['codes', 'rules', 'translations'],
  conceptual_physics: ['sizes', 'weights', 'units'],
  miscellaneous: ['oddOneOut', 'calendar', 'legs'],
  nutrition: ['categories', 'prices', 'weights'],
  professional_accounting: ['prices', 'storySums', 'costs'],
};

const AGIEVAL: FamiliesBySubject = {
  'gaokao-geography': ['maps', 'capitals', 'journeys'],
  'logiqa-zh': ['chains', 'rules', 'people'],
  'logiqa-en': ['chains', 'rules', 'people'],
  'sat-en': ['journeys', 'belongings', 'opposites'],
  'sat-math': ['arithmetic', 'sequences', 'storySums'],
};

const GAOKAO: FamiliesBySubject = {
  '2010-2013_English_MCQs': ['opposites', 'journeys', 'translations'],
  '2010-2022_Biology_MCQs': ['legs', 'categories', 'oddOneOut'],
  '2010-2022_Chinese_Lang_and_Usage_MCQs': ['opposites', 'codes', 'belongings'],
  '2010-2022_Math_I_MCQs': ['arithmetic', 'sequences', 'largest'],
  '2010-2022_Physics_MCQs': ['sizes', 'weights', 'units'],
};

/** Subjects with questions in English; those of GAOKAO-Bench stand under a Chinese header. */
const ENGLISH = new Set([...Object.keys(MMLU), 'logiqa-en', 'sat-en', 'sat-math', '2010-2013_English_MCQs']);

function subjectsOf(
  exam: BenchmarkId,
  subjects: FamiliesBySubject,
  rows: SampleSubject['rows'],
): SampleSubject[] {
  return Object.entries(subjects).map(([subject, families]) => {
    const english = exam !== 'ceval' && ENGLISH.has(subject);
    return { exam, subject, language: english ? 'en' : 'zh', families, rows };
  });
}

/** All sample subjects. Where shots come from the scored split, five of its rows are theirs. */
export const sampleSubjects: readonly SampleSubject[] = [
  ...subjectsOf('ceval', CEVAL, { dev: 5, val: 24, test: 24 }),
  ...subjectsOf('mmlu', MMLU, { dev: 5, val: 12, test: 24 }),
  ...subjectsOf('agieval', AGIEVAL, { test: 29 }),
  ...subjectsOf('gaokao', GAOKAO, { test: 29 }),
];
