import { command } from './command.ts';

/** `fiveshot tasks`: exams, subjects, categories, splits and recipes. */
export const tasks = command({
  usage: 'tasks [exam]',
  describe: 'List exams, subjects, categories, splits and recipes',
  positionals: { exam: { type: 'string', describe: 'list the subjects of this exam' } },
  flags: { json: { type: 'boolean', default: false, describe: 'print JSON' } },
  examples: [
    ['tasks', 'all exams and recipes'],
    ['tasks mmlu', 'the 57 subjects of MMLU'],
  ],
  async run({ exam, json }) {
    const [{ benchmarks }, { recipes }, { printTable, printJson }, { parseTasks }] = await Promise.all([
      import('../benchmarks/index.ts'),
      import('../recipes/index.ts'),
      import('./print.ts'),
      import('../config/tasks.ts'),
    ]);
    if (exam !== undefined) {
      const benchmark = parseTasks([exam], benchmarks)[0]?.benchmark;
      const subjects = benchmark?.subjects ?? [];
      if (json) printJson(subjects);
      else {
        printTable(
          ['subject', 'category', 'name in prompts', 'by default'],
          subjects.map((one) => [
            one.id,
            one.category ?? '',
            one.displayName,
            one.byDefault ? 'yes' : 'when named',
          ]),
        );
      }
      return 0;
    }
    const recipesOf = (id: string): string[] =>
      recipes.filter((one) => Object.hasOwn(one.benchmarks, id)).map((one) => one.id);
    if (json) {
      printJson({
        exams: benchmarks.map((one) => ({
          id: one.id,
          title: one.title,
          splits: one.splits,
          subjects: one.subjects,
          recipes: recipesOf(one.id),
        })),
        recipes: recipes.map(({ id, description, source }) => ({ id, description, source })),
      });
      return 0;
    }
    printTable(
      ['exam', 'title', 'subjects', 'splits', 'recipes'],
      benchmarks.map((one) => [
        one.id,
        one.title,
        String(one.subjects.filter((subject) => subject.byDefault).length),
        one.splits.join(', '),
        recipesOf(one.id).join(', '),
      ]),
    );
    printTable(
      ['recipe', 'what it does'],
      recipes.map((one) => [one.id, one.description]),
    );
    return 0;
  },
});
