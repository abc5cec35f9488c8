import { command, commandGroup } from './command.ts';
import { JSON_FLAG, QUIET_FLAG } from './exam-flags.ts';

const dataFlag = { type: 'string', describe: 'folder that holds ceval, mmlu, agieval, gaokao' } as const;

const list = command({
  usage: 'list',
  describe: 'List the exams with source, licence and where this machine has them',
  positionals: {},
  flags: { data: dataFlag, json: JSON_FLAG },
  examples: [['datasets list --data ~/exams', 'what is there and what is missing']],
  async run({ data, json }) {
    const { exams, folder, listing, printJson, printLine, printTable } = await dataTools(data);
    const found = await listing.listExams(exams, folder);
    if (json === true) {
      printJson({ folder: folder.path, chosenBy: folder.chosenBy, exams: found });
      return 0;
    }
    printLine(`data folder: ${folder.path} (${folder.chosenBy})`);
    printLine('');
    printTable(
      ['exam', 'here', 'files', 'questions', 'licence'],
      found.map((one) => [
        one.id,
        one.location ?? one.problem ?? 'no',
        String(one.files),
        String(one.questions),
        one.licence,
      ]),
    );
    for (const one of found) {
      printLine(`${one.id}: ${one.url}`);
      printLine(`  ${one.howToGet}`);
    }
    return 0;
  },
});

const verify = command({
  usage: 'verify [exams..]',
  describe: "Compare each file's hash and number of questions with the published ones",
  positionals: {
    exams: { type: 'string', array: true, describe: 'exams to compare [default: all that are here]' },
  },
  flags: { data: dataFlag, json: JSON_FLAG },
  examples: [['datasets verify mmlu --data ~/exams', 'is this the published MMLU?']],
  async run({ exams: names, data, json }) {
    const { exams, folder, verifier, openBenchmark, printJson, printLine, printTable, parseTasks } =
      await dataTools(data);
    const chosen = names?.length ? parseTasks(names, exams).map((task) => task.benchmark) : exams;
    const reports = [];
    for (const exam of chosen) {
      const copy = names?.length ? await openBenchmark(exam, folder) : await exam.open(folder.path);
      if (copy === null) continue;
      const pins = await verifier.readPins(exam.id);
      const subjects = exam.subjects.map(({ id }) => id);
      const files = await verifier.verifyCopy(copy, subjects, pins);
      reports.push({ exam: exam.id, location: copy.location, files });
    }
    if (json === true) {
      printJson(reports);
    } else {
      for (const { exam, location, files } of reports) {
        const same = files.filter(({ state }) => state === 'same');
        printLine(`${exam} in ${location}: ${same.length} of ${files.length} files are as published`);
        const other = files.filter(({ state }) => state !== 'same');
        if (other.length === 0) continue;
        printTable(
          ['file', 'state', 'questions', 'published'],
          other.map((one) => [
            one.name,
            one.problem ?? one.state,
            String(one.questions ?? '-'),
            String(one.pinnedQuestions ?? '-'),
          ]),
        );
      }
      if (reports.length === 0) printLine(`no exam is in ${folder.path} (${folder.chosenBy})`);
    }
    // Other bytes may be a newer release or a corrected copy; a file that can't be read at all is neither.
    const lacking = reports.some(({ files }) =>
      files.some(({ state, problem }) => state === 'missing' || problem !== undefined),
    );
    return lacking || reports.length === 0 ? 1 : 0;
  },
});

const fetch = command({
  usage: 'fetch [exams..]',
  describe: 'Download the exams from their publishers, after their terms are shown',
  positionals: {
    exams: { type: 'string', array: true, describe: 'exams to download [default: all four]' },
  },
  flags: {
    data: { ...dataFlag, describe: 'folder to put them into' },
    json: JSON_FLAG,
    quiet: QUIET_FLAG,
  },
  examples: [['datasets fetch ceval mmlu --data ~/exams', 'about 9 MB']],
  async run(flags) {
    return (await import('./datasets/fetch.ts')).fetchCommand(flags);
  },
});

async function dataTools(data: string | undefined) {
  const [{ benchmarks }, { openBenchmark, resolveDataFolder }, listing, verifier, print, { parseTasks }] =
    await Promise.all([
      import('../benchmarks/index.ts'),
      import('../datasets/data-folder.ts'),
      import('../datasets/listing.ts'),
      import('../datasets/verify.ts'),
      import('./print.ts'),
      import('../config/tasks.ts'),
    ]);
  const folder = resolveDataFolder({ flag: data, env: process.env, cwd: process.cwd() });
  return { exams: benchmarks, folder, openBenchmark, listing, verifier, ...print, parseTasks };
}

/** `fiveshot datasets (list|fetch|verify)`. */
export const datasets = commandGroup('datasets', 'List, download and verify the exams', [
  list,
  fetch,
  verify,
]);
