import { parseCsv } from '../datasets/csv.ts';
import { fourChoiceQuestions } from '../datasets/four-choice.ts';
import { openExam } from '../datasets/open-exam.ts';
import { placeSplitFile } from '../datasets/split-files.ts';
import type { Benchmark, Subject } from './benchmark.ts';

/** Subjects by category in the card's order, after categories.py of hendrycks/test 4450500 (anatomy is health, so Other). */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  Humanities: [
    'formal_logic',
    'high_school_european_history',
    'high_school_us_history',
    'high_school_world_history',
    'international_law',
    'jurisprudence',
    'logical_fallacies',
    'moral_disputes',
    'moral_scenarios',
    'philosophy',
    'prehistory',
    'professional_law',
    'world_religions',
  ],
  'Social Sciences': [
    'econometrics',
    'high_school_geography',
    'high_school_government_and_politics',
    'high_school_macroeconomics',
    'high_school_microeconomics',
    'high_school_psychology',
    'human_sexuality',
    'professional_psychology',
    'public_relations',
    'security_studies',
    'sociology',
    'us_foreign_policy',
  ],
  STEM: [
    'abstract_algebra',
    'astronomy',
    'college_biology',
    'college_chemistry',
    'college_computer_science',
    'college_mathematics',
    'college_physics',
    'computer_security',
    'conceptual_physics',
    'electrical_engineering',
    'elementary_mathematics',
    'high_school_biology',
    'high_school_chemistry',
    'high_school_computer_science',
    'high_school_mathematics',
    'high_school_physics',
    'high_school_statistics',
    'machine_learning',
  ],
  Other: [
    'anatomy',
    'business_ethics',
    'clinical_knowledge',
    'college_medicine',
    'global_facts',
    'human_aging',
    'management',
    'marketing',
    'medical_genetics',
    'miscellaneous',
    'nutrition',
    'professional_accounting',
    'professional_medicine',
    'virology',
  ],
};

/** The files have no header row. */
const COLUMNS = ['question', 'A', 'B', 'C', 'D', 'answer'];

const subjects = Object.entries(CATEGORIES).flatMap(([category, ids]) =>
  ids.map((id): Subject => ({ id, category, displayName: id.replaceAll('_', ' '), byDefault: true })),
);

/** MMLU (Hendrycks et al. 2021): 57 English subjects. */
export const mmlu: Benchmark = {
  id: 'mmlu',
  title: 'MMLU',
  subjects,
  splits: ['test', 'val'],
  columns: [
    ...Object.keys(CATEGORIES).map((category) => ({
      name: category,
      over: { kind: 'category', category } as const,
    })),
    { name: 'Average', over: { kind: 'default-subjects' } },
  ],
  alsoReported: [],
  source: {
    url: 'https://github.com/hendrycks/test',
    hubId: 'cais/mmlu',
    licence: 'MIT',
    howToGet:
      'Get data.tar from https://people.eecs.berkeley.edu/~hendrycks/data.tar (named on https://github.com/hendrycks/test).',
  },
  open: (dataFolder) =>
    openExam(
      {
        benchmark: 'mmlu',
        title: 'MMLU',
        names: ['mmlu'],
        inside: ['data'],
        subjects: subjects.map(({ id }) => id),
        place: (name) => (name.endsWith('.csv') ? placeSplitFile(name) : null),
        read: async ({ source, bytes, set }) =>
          fourChoiceQuestions(parseCsv({ bytes, source, columns: COLUMNS }), set),
      },
      dataFolder,
    ),
};
